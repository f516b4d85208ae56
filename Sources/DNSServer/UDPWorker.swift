internal import DNSWire
internal import CDatagram
internal import Glibc
internal import HostSystem
package import Responder
internal import Synchronization

/// One thread with a socket of its own: receives, answers and sends in batches.
package final class UDPWorker: Sendable {
  private let number: UInt32
  private let socket: CInt
  let counters = Counters()
  private let waitingPipe: WaitingPipe
  private let relayPipe: WaitingPipe
  private let isStopping = Atomic<Bool>(false)

  /// A worker of `socket`, which hands over, with its number, questions that have to wait, and those for upstream resolvers.
  package init(_ number: Int, socket: CInt, waitingPipe: WaitingPipe, relayPipe: WaitingPipe) {
    self.number = UInt32(number)
    self.socket = socket
    (self.waitingPipe, self.relayPipe) = (waitingPipe, relayPipe)
  }

  /// Too many questions are on their way to the relay. A failure sends a stub resolver to its next server, or lets it ask again, at
  /// once; silence would cost it five seconds.
  private static let overload = RelayedAnswer(code: .servFail)

  /// What a worker has done; read from anywhere.
  struct Counters: ~Copyable, Sendable {
    let received = Atomic<UInt64>(0)
    let sent = Atomic<UInt64>(0)
    /// Questions that were handed to the side that waits.
    let waited = Atomic<UInt64>(0)
    /// Questions that were handed to the relay.
    let relayed = Atomic<UInt64>(0)
    /// Questions that were refused because too many waited, or were on their way to the relay.
    let refused = Atomic<UInt64>(0)
  }

  /// Starts the thread; `didEnd` is called on it at its end.
  func start(_ makeResponder: @escaping @Sendable () -> Responder, didEnd: @escaping @Sendable () -> Void) {
    startThread { [self] in
      run(makeResponder())
      didEnd()
    }
  }

  /// Ends the thread, which may be waiting in the kernel: at once where it is woken, else once its socket's time is up.
  func stop(wakes: Bool) {
    isStopping.store(true, ordering: .releasing)
    if wakes { datagram_wake(socket) }
  }

  private func run(_ responder: consuming Responder) {
    let batch = DatagramBatch()
    while !isStopping.load(ordering: .acquiring) {
      let count = batch.receive(from: socket)
      if count > 0 { answer(UInt32(count), batch, &responder) }
      // An error of the socket is one that ICMP reported for some answer; it is cleared by having been read.
    }
  }

  /// Answers what a batch has received: from here to its end nothing is allocated, locked or logged.
  package func answer(_ count: UInt32, _ batch: borrowing DatagramBatch, _ responder: inout Responder) {
    responder.enter()
    for slot in 0..<count {
      batch.answer(slot) { query, client, answer in
        switch responder.respond(to: query, over: .udp, from: client, final: false, into: &answer) {
        case .answer(let length): return length
        case .silence: return nil
        case .waits:
          guard waitingPipe.handOver(slot, of: batch, from: number) else {
            return refuse(query, client, &answer, &responder)
          }
          counters.waited.wrappingAdd(1, ordering: .relaxed)
          return nil
        case .relays:
          guard relayPipe.handOver(slot, of: batch, from: number) else {
            return fail(query, client, &answer, &responder)
          }
          counters.relayed.wrappingAdd(1, ordering: .relaxed)
          return nil
        }
      }
    }
    responder.leave()
    counters.received.wrappingAdd(UInt64(count), ordering: .relaxed)
    counters.sent.wrappingAdd(UInt64(batch.send(to: socket)), ordering: .relaxed)
  }

  private func refuse(
    _ query: RawSpan, _ client: ClientAddress, _ answer: inout MutableRawSpan, _ responder: inout Responder
  ) -> Int? {
    counters.refused.wrappingAdd(1, ordering: .relaxed)
    let outcome = responder.respond(to: query, over: .udp, from: client, final: true, into: &answer)
    guard case .answer(let length) = outcome else { return nil }
    return length
  }

  private func fail(
    _ query: RawSpan, _ client: ClientAddress, _ answer: inout MutableRawSpan, _ responder: inout Responder
  ) -> Int? {
    counters.refused.wrappingAdd(1, ordering: .relaxed)
    let outcome = responder.respond(to: query, over: .udp, from: client, with: Self.overload, to: nil, into: &answer)
    guard case .answer(let length) = outcome else { return nil }
    return length
  }
}
