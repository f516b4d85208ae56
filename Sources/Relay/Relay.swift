package import DNSWire
package import NIOCore

/// Hands questions on to upstream resolvers. All of its state belongs to one event loop of its own.
package final class Relay: Sendable {
  /// The event loop on which questions are asked and answers come.
  package let eventLoop: any EventLoop

  /// A relay on an event loop, which has to be run.
  package init(on eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  /// Asks for a client; on ``eventLoop`` only.
  ///
  /// - Parameters:
  ///   - question: what to ask.
  ///   - client: who asks: its open questions are bounded.
  ///   - completion: called once with the answer, on ``eventLoop``, before this returns where it is in the cache.
  package func ask(
    _ question: RelayQuestion, for client: ClientAddress, _ completion: @escaping (RelayedAnswer) -> Void
  ) {
    completion(.failure(.unreachable))
  }

  /// Keeps what the relay needs going until it is cancelled.
  package func run() async {}
}
