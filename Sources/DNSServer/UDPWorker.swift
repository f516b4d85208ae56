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
  private let waitingPipe: CInt
  private let waitingCount: WaitingCount
  private let isStopping = Atomic<Bool>(false)

  /// A worker of `socket`, which hands questions that have to wait to `waitingPipe`, with its number.
  package init(_ number: Int, socket: CInt, waitingPipe: CInt, waitingCount: WaitingCount) {
    self.number = UInt32(number)
    self.socket = socket
    self.waitingPipe = waitingPipe
    self.waitingCount = waitingCount
  }

  /// What a worker has done; read from anywhere.
  struct Counters: ~Copyable, Sendable {
    let received = Atomic<UInt64>(0)
    let sent = Atomic<UInt64>(0)
    /// Questions that were handed to the side that waits.
    let waited = Atomic<UInt64>(0)
    /// Questions that were refused because too many waited.
    let refused = Atomic<UInt64>(0)
  }

  /// Starts the thread; `didEnd` is called on it at its end.
  func start(_ makeResponder: @escaping @Sendable () -> Responder, didEnd: @escaping @Sendable () -> Void) {
    startThread { [self] in
      run(makeResponder())
      didEnd()
    }
  }

  /// Ends the thread, which may be waiting in the kernel.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    datagram_wake(socket)
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
        case .waits: return handOver(slot, batch) ? nil : refuse(query, client, &answer, &responder)
        }
      }
    }
    responder.leave()
    counters.received.wrappingAdd(UInt64(count), ordering: .relaxed)
    counters.sent.wrappingAdd(UInt64(batch.send(to: socket)), ordering: .relaxed)
  }

  private func handOver(_ slot: UInt32, _ batch: borrowing DatagramBatch) -> Bool {
    guard waitingCount.begin() else { return false }
    guard batch.handOver(slot, from: number, to: waitingPipe) else {
      waitingCount.end()
      return false
    }
    counters.waited.wrappingAdd(1, ordering: .relaxed)
    return true
  }

  private func refuse(
    _ query: RawSpan, _ client: ClientAddress, _ answer: inout MutableRawSpan, _ responder: inout Responder
  ) -> Int? {
    counters.refused.wrappingAdd(1, ordering: .relaxed)
    let outcome = responder.respond(to: query, over: .udp, from: client, final: true, into: &answer)
    guard case .answer(let length) = outcome else { return nil }
    return length
  }
}

/// How many questions wait, within a bound.
package final class WaitingCount: Sendable {
  private let count = Atomic<Int>(0)

  package init() {}

  /// As many questions may wait at once, for a second each: more than a host's programs ask for services not yet watched, and
  /// less than a megabyte.
  static let maximum = 1024

  /// Counts one more, unless there are too many.
  func begin() -> Bool {
    guard count.add(1, ordering: .relaxed).newValue <= Self.maximum else {
      end()
      return false
    }
    return true
  }

  func end() { count.subtract(1, ordering: .relaxed) }
}
