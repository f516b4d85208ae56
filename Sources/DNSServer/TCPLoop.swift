internal import DNSWire
internal import NIOCore
internal import Responder

/// What the connections of one event loop share: the responder, which is a reader of its own, and the room for answers.
final class TCPLoop {
  let connections: TCPConnections
  private var responder: Responder
  private var outbox = TCPOutbox()
  private let parts: ServingParts

  init(_ parts: ServingParts) {
    responder = parts.makeResponder()
    connections = TCPConnections(parts.counters, parts.inHand)
    self.parts = parts
  }

  /// What happens on the connections.
  var counters: ServingCounters { parts.counters }

  /// How long a connection may be idle.
  var idleTime: TimeAmount { parts.times.idle }

  /// Asks upstream resolvers; absent where nothing is relayed.
  var relay: RelayHandle? { parts.relay }

  /// What becomes of a message over TCP. Of one that has to wait a condensed copy is kept: a connection has many of them, and each
  /// could be of 65,535 octets.
  enum Outcome {
    /// It is answered: ``takeAnswers()`` has it.
    case answer
    case silence
    /// It has to wait for this service.
    case waits(for: String, [UInt8])
    /// Upstream resolvers are to be asked this.
    case relays(RelayQuestion, [UInt8])
  }

  func answer(to message: RawSpan, from client: ClientAddress, final: Bool) -> Outcome {
    responder.enter()
    defer { responder.leave() }
    switch outbox.add({ responder.respond(to: message, over: .tcp, from: client, final: final, into: &$0) }) {
    case .answer: return .answer
    case .silence: return .silence
    case .waits: return responder.awaitedService.map { .waits(for: $0, responder.condensed(message)) } ?? .silence
    case .relays: return responder.relayQuestion.map { .relays($0, responder.condensed(message)) } ?? .silence
    }
  }

  /// Answers a message that was relayed, with what was answered to `question`.
  func answer(
    to message: [UInt8], from client: ClientAddress, with answer: RelayedAnswer, to question: RelayQuestion,
    isCached: Bool
  ) {
    responder.enter()
    defer { responder.leave() }
    _ = outbox.add { output in
      message.withOctets {
        responder.respond(
          to: $0, over: .tcp, from: client, with: answer, to: question, isCached: isCached, into: &output)
      }
    }
  }

  /// Whether no answer is to be sent.
  var hasNothingToSend: Bool { outbox.isEmpty }

  /// Whether the answers are to be sent before the next.
  var hasToSend: Bool { outbox.isFull }

  /// The answers that are to be sent. Whoever has had a message answered takes them, before another connection does.
  func takeAnswers() -> ByteBuffer? { outbox.take() }

  /// Completes when a question that waits for a service can be answered.
  func waitUntilAnswerable(_ name: String, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
    eventLoop.makeFutureWithTask { [parts] in
      let start = NIODeadline.now()
      await parts.waitUntilAnswerable(name)
      parts.counters.waited.note(.now() - start)
    }
  }
}
