internal import DNSWire
internal import NIOCore
internal import Responder

/// What the connections of one event loop share: the responder, which is a reader of its own, and the room for answers.
final class TCPLoop {
  let connections = TCPConnections()
  private var responder: Responder
  private var room = [UInt8](repeating: 0, count: 65_535)
  private let waitUntilAnswerable: @Sendable (String) async -> Void

  init(_ makeResponder: @Sendable () -> Responder, _ waitUntilAnswerable: @escaping @Sendable (String) async -> Void) {
    responder = makeResponder()
    self.waitUntilAnswerable = waitUntilAnswerable
  }

  /// What becomes of a message over TCP.
  enum Outcome {
    /// The answer behind its length: both in one write, RFC 7766 section 8.
    case answer(ByteBuffer)
    case silence
    /// It has to wait for this service.
    case waits(for: String)
  }

  func answer(to message: [UInt8], from client: ClientAddress, final: Bool) -> Outcome {
    responder.enter()
    defer { responder.leave() }
    switch responder.respond(to: message, over: .tcp, from: client, final: final, into: &room) {
    case .answer(let length):
      var buffer = ByteBuffer()
      buffer.reserveCapacity(2 + length)
      buffer.writeInteger(UInt16(length))
      buffer.writeBytes(room[..<length])
      return .answer(buffer)
    case .silence: return .silence
    case .waits: return responder.awaitedService.map { .waits(for: $0) } ?? .silence
    }
  }

  /// Completes when a question that waits for a service can be answered.
  func waitUntilAnswerable(_ name: String, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
    eventLoop.makeFutureWithTask { [waitUntilAnswerable] in await waitUntilAnswerable(name) }
  }
}
