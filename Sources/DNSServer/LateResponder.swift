internal import Responder

/// Answers questions that had to wait, on the asynchronous side, with a responder of its own.
actor LateResponder {
  private var responder: Responder
  private var answer = [UInt8](repeating: 0, count: DatagramBatch.answerLength)

  init(_ makeResponder: @Sendable () -> Responder) { responder = makeResponder() }

  /// The service that a query asks for; absent where it asks for none.
  func service(askedBy query: [UInt8]) -> String? { responder.service(askedBy: query) }

  /// The answer to a query over UDP that has waited.
  func answer(to query: [UInt8]) -> ArraySlice<UInt8>? {
    responder.enter()
    defer { responder.leave() }
    guard case .answer(let length) = responder.respond(to: query, over: .udp, final: true, into: &answer) else {
      return nil
    }
    return answer[..<length]
  }
}
