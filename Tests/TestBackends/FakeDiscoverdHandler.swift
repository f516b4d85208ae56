import Discoverd
import NIOCore

/// One connection to a false discoverd: reads heads of HTTP requests, and behind version 1's handshake calls.
final class FakeDiscoverdHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let server: FakeDiscoverd
  private let version: DiscoverdAPI
  private var text = ""
  private var hasShakenHands = false

  /// Version 2 gives a sign of life where it has said nothing for so long.
  private static let signPause = TimeAmount.seconds(30)

  init(_ server: FakeDiscoverd, version: DiscoverdAPI) { (self.server, self.version) = (server, version) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    text += String(buffer: unwrapInboundIn(data))
    let end = hasShakenHands ? "\n" : "\r\n\r\n"
    while let part = text.firstRange(of: end) {
      let head = String(text[..<part.upperBound])
      text = String(text[part.upperBound...])
      if hasShakenHands { call(head, context) } else { request(head, context) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// `{"method":"Agent.Subscribe","params":[{"Name":"web",…}],"id":0}`
  private func call(_ text: String, _ context: ChannelHandlerContext) {
    guard let name = text.firstMatch(of: #/"Name":"([^"]*)"/#).map({ String($0.1) }) else { return }
    server.watch(name, by: FakeWatcher(channel: context.channel, name: name, version: version))
  }

  private func request(_ head: String, _ context: ChannelHandlerContext) {
    if version != .v2, head.hasPrefix("CONNECT /_goRPC_ ") {
      hasShakenHands = true
      return context.channel.say(Array("HTTP/1.0 200 Connected to Go RPC\n\n".utf8))
    }
    guard version == .v2, let path = head.firstMatch(of: #/^GET /services/([a-z0-9-]+)(/instances)? /#) else {
      return context.channel.say(Self.reply("404 Not Found", "text/plain", Array("404 page not found\n".utf8)))
    }
    path.2 == nil ? stream(String(path.1), context) : list(String(path.1), context)
  }

  private func list(_ name: String, _ context: ChannelHandlerContext) {
    let instances = server.instances(name).map(FakeWatcher.instance)
    let error = #"{"code":"object_not_found","message":"service \"\#(name)\" not found","retry":false}"#
    context.channel.say(
      instances.isEmpty
        ? Self.reply("404 Not Found", "application/json", Array(error.utf8))
        : Self.reply("200 OK", "application/json", FakeWatcher.json(instances)))
  }

  private func stream(_ name: String, _ context: ChannelHandlerContext) {
    let channel = context.channel
    server.watch(name, by: FakeWatcher(channel: channel, name: name, version: version))
    let signs = context.eventLoop.scheduleRepeatedTask(initialDelay: Self.signPause, delay: Self.signPause) { _ in
      channel.say(FakeWatcher.comment)
    }
    channel.closeFuture.whenComplete { _ in signs.cancel() }
  }

  private static func reply(_ status: String, _ type: String, _ body: [UInt8]) -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
  }
}
