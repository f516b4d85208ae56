package import DNSWire
internal import NIOCore

extension Relay {
  /// Asks for ourselves; nothing where the task is cancelled before there is an answer.
  package func answer(to question: RelayQuestion) async -> RelayedAnswer? {
    let (answers, continuation) = AsyncStream.makeStream(of: RelayedAnswer.self)
    eventLoop.execute {
      self.ask(question, for: .unknown) { answer in
        continuation.yield(answer)
        continuation.finish()
      }
    }
    return await answers.first { _ in true }
  }
}
