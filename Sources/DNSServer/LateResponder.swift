internal import DNSWire
internal import Responder

/// Answers questions that had to wait, on the asynchronous side, with a responder of its own.
actor LateResponder {
  private var responder: Responder
  private var answer = [UInt8](repeating: 0, count: DatagramBatch.answerLength)

  init(_ makeResponder: @Sendable () -> Responder) { responder = makeResponder() }

  /// What becomes of a question that was handed over.
  enum Outcome: Sendable {
    case answer(ArraySlice<UInt8>)
    case silence
    /// It has to wait for this service.
    case waits(for: String)
  }

  /// Answers a query over UDP; a `final` one has waited.
  func answer(to query: [UInt8], from client: ClientAddress, final: Bool) -> Outcome {
    responder.enter()
    defer { responder.leave() }
    switch responder.respond(to: query, over: .udp, from: client, final: final, into: &answer) {
    case .answer(let length): return .answer(answer[..<length])
    // The zones are others than when it was handed over; the client asks again.
    case .silence, .relays: return .silence
    case .waits: return responder.awaitedService.map { .waits(for: $0) } ?? .silence
    }
  }
}
