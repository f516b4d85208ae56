internal import NIOCore
internal import NIOHTTP1

/// A connection of a runner.
final class ConnectionHandler<Talk: Conversation>: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let runner: ConversationRunner<Talk>
  private let number: Int

  init(_ runner: ConversationRunner<Talk>, _ number: Int) {
    (self.runner, self.number) = (runner, number)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    runner.received(number, Array(unwrapInboundIn(data).readableBytesView))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    runner.closed(number, reason: closingReason(error))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { runner.closed(number, reason: "the connection was closed") }
}

/// The reply to a runner's request.
final class ReplyHandler<Talk: Conversation>: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let runner: ConversationRunner<Talk>
  private let number: Int

  init(_ runner: ConversationRunner<Talk>, _ number: Int) {
    (self.runner, self.number) = (runner, number)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): runner.replied(number, HTTPReplyHead(head))
    case .body(let buffer): runner.received(number, Array(buffer.readableBytesView))
    case .end: runner.finished(number)
    }
  }

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
