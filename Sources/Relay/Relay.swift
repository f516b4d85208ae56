package import DNSWire
package import Logging
package import NIOCore

/// Hands questions on to upstream resolvers. All of its state belongs to one event loop of its own.
package final class Relay: Sendable {
  /// The event loop on which questions are asked and answers come.
  package let eventLoop: any EventLoop
  /// What it has done so far.
  package let counters = RelayCounters()

  private let loop: NIOLoopBoundBox<RelayLoop>

  /// A relay on an event loop, which has to be run. Raises how many files the process may have open.
  ///
  /// - Parameters:
  ///   - settings: what is asked, and what is kept.
  ///   - eventLoop: best one that nothing else needs.
  ///   - logger: is told when an upstream is down, and when it is back.
  /// - Throws: ``NoTLS`` where an upstream is to be asked over TLS, and that can't be.
  package init(_ settings: RelaySettings, on eventLoop: any EventLoop, logger: Logger) throws(NoTLS) {
    self.eventLoop = eventLoop
    let loop = try RelayLoop(settings, counters: counters, on: eventLoop, logger: logger)
    self.loop = NIOLoopBoundBox.makeBoxSendingValue(loop, eventLoop: eventLoop)
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
    loop.value.ask(question, for: client, completion)
  }

  /// Asks other upstreams from now on, and forgets what a name's old ones said where it has new ones; questions that are open end with
  /// those they have. On ``eventLoop`` only.
  package func setUpstreams(_ rules: ForwardRules) { loop.value.replaceRules(rules) }

  /// How the upstreams stand, by their names.
  package var upstreams: [UpstreamStanding] {
    get async { (try? await eventLoop.submit { [loop] in loop.value.upstreams }.get()) ?? [] }
  }

  /// Waits until it is cancelled; then finishes.
  package func run() async {
    let (cancellation, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in cancellation {}
    continuation.finish()
    await finish()
  }

  /// Answers all that is open, ``RelayError/unreachable``, and closes everything; from now on nobody is asked.
  package func finish() async { try? await eventLoop.flatSubmit { [loop] in loop.value.close() }.get() }
}
