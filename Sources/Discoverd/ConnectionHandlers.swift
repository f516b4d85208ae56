internal import NIOCore
internal import NIOHTTP1

/// A connection of a runner, whose pipeline gives what comes as `InboundIn`.
final class ConnectionHandler<Talk: Conversation, InboundIn>: ChannelInboundHandler {
  private let runner: ConversationRunner<Talk>
  private let number: Int
  private let receive: (InboundIn) -> Void

  init(_ runner: ConversationRunner<Talk>, _ number: Int, _ receive: @escaping (InboundIn) -> Void) {
    (self.runner, self.number, self.receive) = (runner, number, receive)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { receive(unwrapInboundIn(data)) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    runner.closed(number, reason: closingReason(error))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { runner.closed(number, reason: "the connection was closed") }
}

extension HTTPReplyHead {
  init(_ head: HTTPResponseHead) {
    self.init(
      status: Int(head.status.code),
      headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $1 })
  }
}

extension HTTPRequest {
  /// The request's head for a server.
  func head(for address: DiscoverdAddress) -> HTTPRequestHead {
    var headers = HTTPHeaders([("Host", address.description), ("Accept", accept), ("Connection", "close")])
    if method == "PUT" {
      headers.add(name: "Content-Type", value: "application/json")
      headers.add(name: "Content-Length", value: String(body.count))
    }
    return HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: path, headers: headers)
  }
}
