internal import HostSystem
internal import NIOCore

/// The end of a listener: takes nothing new, and answers what it has.
extension DNSListener {
  /// What is left after ``ServingTimes/drain`` is failed or closed, which takes milliseconds; a client that does not read is left behind
  /// after so many.
  static let closingTime = 400
  /// Turns of an event loop in which it accepts what the kernel has: 128 connections at most, four at a time.
  private static let acceptingTurns = 32

  /// Ends the workers and what they have handed over, the TCP connections, and what is relayed.
  func drain(_ ends: AsyncStream<Void>, threads: Int, _ waiting: Task<Void, Never>) async {
    let deadline = NIODeadline.now() + parts.times.drain
    await stopAccepting()
    for worker in workers { worker.stop() }
    loop.eventLoop.execute { [loop] in loop.bound.value.connections.end(.whenDone) }
    var ends = ends.makeAsyncIterator()
    for _ in workers { _ = await ends.next() }
    waitingPipe.finish()
    relayPipe.finish()
    for _ in workers.count..<threads { _ = await ends.next() }
    // What that thread has taken last is on its way to the relay's event loop, ahead of this.
    try? await parts.relay?.eventLoop.submit {}.get()
    await waiting.value
    let left = max(deadline - .now(), .zero).nanoseconds / 1_000_000
    if await parts.inHand.waitUntilDone(milliseconds: Int(left)) { return }
    await parts.relay?.finish()
    loop.eventLoop.execute { [loop] in loop.bound.value.connections.end(.now) }
    _ = await parts.inHand.waitUntilDone(milliseconds: Self.closingTime)
  }

  /// Takes the connections that clients have made by now, and no more.
  private func stopAccepting() async {
    for _ in 0..<Self.acceptingTurns { try? await loop.eventLoop.submit {}.get() }
    for channel in channels { try? await channel.close() }
  }
}
