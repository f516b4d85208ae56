internal import DNSWire
internal import Responder
internal import Synchronization

/// Questions that a worker does not answer itself, and those that nobody has room for.
extension UDPWorker {
  /// Too many questions are on their way to the relay. A failure sends a stub resolver to its next server, or lets it ask again, at
  /// once; silence would cost it five seconds.
  private static let overload = RelayedAnswer(code: .servFail)

  /// Hands a query over by way of the room for its answer; false where too many are on their way.
  func handOver(
    _ slot: UInt32, of batch: borrowing DatagramBatch, _ query: RawSpan, _ client: ClientAddress,
    _ answer: inout MutableRawSpan, _ responder: borrowing Responder, to pipe: WaitingPipe
  ) -> Bool {
    let length = responder.condense(query, into: &answer)
    return pipe.handOver(slot, length: length, of: batch, for: client, from: number)
  }

  /// Answers a question for whose service too many wait already with what is known.
  func refuse(
    _ query: RawSpan, _ client: ClientAddress, _ answer: inout MutableRawSpan, _ responder: inout Responder
  ) -> Int? {
    counters.refused.wrappingAdd(1, ordering: .relaxed)
    let outcome = responder.respond(to: query, over: .udp, from: client, final: true, into: &answer)
    guard case .answer(let length) = outcome else { return nil }
    return length
  }

  /// Answers a question that the relay has no room for with ``overload``.
  func fail(
    _ query: RawSpan, _ client: ClientAddress, _ answer: inout MutableRawSpan, _ responder: inout Responder
  ) -> Int? {
    counters.refused.wrappingAdd(1, ordering: .relaxed)
    let outcome = responder.respond(to: query, over: .udp, from: client, with: Self.overload, to: nil, into: &answer)
    guard case .answer(let length) = outcome else { return nil }
    return length
  }
}
