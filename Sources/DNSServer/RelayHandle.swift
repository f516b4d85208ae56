package import DNSWire
package import NIOCore
package import Relay

/// Who asks upstream resolvers, and on which event loop.
package struct RelayHandle: Sendable {
  /// Asks for a client; on the event loop only. The completion is called once, there.
  package typealias Ask = @Sendable (RelayQuestion, ClientAddress, @escaping (RelayedAnswer) -> Void) -> Void

  let eventLoop: any EventLoop
  let ask: Ask
  /// Answers all that is open, at the end.
  let finish: @Sendable () async -> Void

  /// What is asked through `ask`, on `eventLoop`; `finish` has all that is open answered, as failed, and returns then.
  package init(
    on eventLoop: any EventLoop, ask: @escaping Ask, finish: @escaping @Sendable () async -> Void = {}
  ) {
    (self.eventLoop, self.ask, self.finish) = (eventLoop, ask, finish)
  }

  /// Asks for a client; on the event loop only. The completion is told whether the answer was known already, and how long it took is
  /// counted.
  func askTimed(
    _ question: RelayQuestion, _ client: ClientAddress, _ counters: ServingCounters,
    _ completion: @escaping (RelayedAnswer, _ isCached: Bool) -> Void
  ) {
    let start = NIODeadline.now()
    var isAsking = true
    ask(question, client) { answer in
      counters.relayed.note(.now() - start)
      completion(answer, isAsking)
    }
    isAsking = false
  }

  /// A relay.
  package init(_ relay: Relay) {
    self.init(
      on: relay.eventLoop, ask: { question, client, completion in relay.ask(question, for: client, completion) },
      finish: { await relay.finish() })
  }
}
