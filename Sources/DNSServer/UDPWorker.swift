internal import DNSWire
internal import CDatagram
internal import Glibc
internal import HostSystem
package import Responder
internal import Synchronization

/// One thread with a socket of its own: receives, answers and sends in batches.
package final class UDPWorker: Sendable {
  let number: UInt32
  private let socket: UDPSocket
  let counters = Counters()
  private let waitingPipe: WaitingPipe
  private let relayPipe: WaitingPipe
  private let limiter: RateLimiter?
  private let isStopping = Atomic<Bool>(false)

  /// A worker of `socket`, which hands over, with its number, questions that have to wait, and those for upstream resolvers. Without a
  /// `limiter` each network gets as many answers as it asks for.
  package init(
    _ number: Int, socket: UDPSocket, waitingPipe: WaitingPipe, relayPipe: WaitingPipe, limiter: RateLimiter? = nil
  ) {
    self.number = UInt32(number)
    (self.socket, self.limiter) = (socket, limiter)
    (self.waitingPipe, self.relayPipe) = (waitingPipe, relayPipe)
  }

  /// What a worker has done; read from anywhere.
  struct Counters: ~Copyable, Sendable {
    let received = Atomic<UInt64>(0)
    let sent = Atomic<UInt64>(0)
    /// Answers that the system did not take: to clients that can't be reached, or beside too many of those.
    let unsent = Atomic<UInt64>(0)
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

  /// Ends the thread once it has answered what its socket has received; where that is shared, who has it next does.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    if let bell = socket.bell { bell.ring() } else { datagram_wake(socket.number) }
  }

  private func run(_ responder: consuming Responder) {
    let batch = DatagramBatch()
    let watch = socket.bell.map { SharedSocketWatch(socket.number, $0) }
    while !isStopping.load(ordering: .acquiring) {
      let count = batch.receive(from: socket.number, waits: watch == nil)
      // An error of the socket is one that ICMP reported for some answer; it is cleared by having been read.
      if count > 0 { answer(UInt32(count), batch, &responder) }
      // A batch that is not full has taken all there was; what has come since ends the waiting at once.
      if count < DatagramBatch.slots { watch?.wait() }
    }
    if !socket.isShared { answerRest(batch, &responder) }
  }

  /// More datagrams than the room of a socket holds, a mebibyte that the kernel doubles, at 768 octets for the smallest: what comes
  /// beyond, at the end, has come after it.
  private static let maximumRest = 4096

  /// Answers what the socket has received by now.
  private func answerRest(_ batch: borrowing DatagramBatch, _ responder: inout Responder) {
    var left = Self.maximumRest
    while left > 0 {
      let count = batch.receive(from: socket.number, waits: false)
      guard count > 0 else { return }
      answer(UInt32(count), batch, &responder)
      left -= Int(count)
    }
  }

  /// Answers what a batch has received: from here to its end nothing is allocated, locked or logged.
  package func answer(_ count: UInt32, _ batch: borrowing DatagramBatch, _ responder: inout Responder) {
    responder.enter()
    batch.foresee(count, by: &responder)
    var time = BatchTime()
    for slot in 0..<count {
      responder.takeForeseen(Int(slot))
      batch.answer(slot) { query, client, answer in
        switch responder.respond(to: query, from: client, within: limiter, at: time.now, into: &answer) {
        case .answer(let length): return length
        case .silence: return nil
        case .waits:
          guard handOver(slot, of: batch, query, client, &answer, responder, to: waitingPipe) else {
            return refuse(query, client, &answer, &responder)
          }
          counters.waited.wrappingAdd(1, ordering: .relaxed)
          return nil
        case .relays:
          guard handOver(slot, of: batch, query, client, &answer, responder, to: relayPipe) else {
            return fail(query, client, &answer, &responder)
          }
          counters.relayed.wrappingAdd(1, ordering: .relaxed)
          return nil
        }
      }
    }
    responder.leave()
    counters.received.wrappingAdd(UInt64(count), ordering: .relaxed)
    let (sent, unsent) = batch.send(to: socket.number)
    counters.sent.wrappingAdd(UInt64(sent), ordering: .relaxed)
    counters.unsent.wrappingAdd(UInt64(unsent), ordering: .relaxed)
  }

  /// Sends the answer to a datagram that was handed over; from any thread.
  func answer(_ datagram: WaitingDatagram, with octets: ArraySlice<UInt8>) {
    guard datagram.answer(octets, on: socket.number) else {
      counters.unsent.wrappingAdd(1, ordering: .relaxed)
      return
    }
    counters.sent.wrappingAdd(1, ordering: .relaxed)
  }
}
