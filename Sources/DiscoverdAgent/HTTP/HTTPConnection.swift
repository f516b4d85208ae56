internal import Discoverd
internal import NIOCore
internal import NIOHTTP1

/// One client's connection to the second API: gathers requests, carries them out, and streams events.
final class HTTPConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let state: AgentState
  private var context: ChannelHandlerContext?
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  /// What is streamed, once a stream was asked for; the connection is then for nothing else.
  private var following: (name: String, kinds: Set<String>)?
  private var unsent = 0
  private var timer: Scheduled<Void>?

  /// Octets of the largest body: an instance with all the attributes it may have.
  static let maximumBody = 64 << 10
  /// Octets of replies' bodies that wait for those to requests that came with theirs: all of these go out in one write.
  static let maximumUnflushed = 64 << 10
  /// How long a connection may be without a whole request: heartbeats come every five seconds.
  static let idleTime = TimeAmount.seconds(60)
  /// How often a stream without events shows that it lives.
  static let commentInterval = TimeAmount.seconds(30)

  init(_ state: AgentState) { self.state = state }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    schedule(Self.idleTime) { context.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if let following { state.unsubscribe(self, from: following.name) }
    (self.context, following) = (nil, nil)
    timer?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard following == nil else { return }
    switch unwrapInboundIn(data) {
    case .head(let head): (self.head, body) = (head, [])
    case .body(let buffer):
      body += buffer.readableBytesView
      if body.count > Self.maximumBody { finish(context) }
    case .end:
      guard let head else { return }
      schedule(Self.idleTime) { context.close(promise: nil) }
      answer(head)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.flush()
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { finish(context) }

  /// Ends the connection behind the replies to what came before.
  private func finish(_ context: ChannelHandlerContext) {
    context.flush()
    context.close(promise: nil)
  }

  private func answer(_ head: HTTPRequestHead) {
    let request = HTTPCall.Request(
      method: head.method.rawValue, path: String(head.uri.prefix { $0 != "?" }),
      accept: head.headers[canonicalForm: "accept"].joined(separator: ","),
      contentType: head.headers.first(name: "content-type") ?? "", body: body)
    do throws(HTTPAgentError) {
      let call = try HTTPCall(request)
      if case .follow(let name, let kinds) = call { return follow(name, kinds) }
      let reply = try state.carryOut(call)
      send(head, status: 200, "application/json", reply)
    } catch {
      send(head, status: error.status, error.content.mediaType, error.content.body)
    }
  }

  private func send(_ head: HTTPRequestHead, status: Int, _ mediaType: String, _ body: [UInt8]) {
    guard let context else { return }
    // One reply may be large; a client that asks on without reading gets no further one.
    guard unsent <= RPCConnection.maximumUnsent else { return context.close(promise: nil) }
    unsent += body.count
    var headers = HTTPHeaders([("Content-Length", String(body.count))])
    if !body.isEmpty { headers.add(name: "Content-Type", value: mediaType) }
    if !head.isKeepAlive { headers.add(name: "Connection", value: "close") }
    let reply = HTTPResponseHead(version: head.version, status: .init(statusCode: status), headers: headers)
    context.write(wrapOutboundOut(.head(reply)), promise: nil)
    if !body.isEmpty { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil) }
    context.write(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { [self] _ in unsent -= body.count }
    if !head.isKeepAlive || unsent > Self.maximumUnflushed { context.flush() }
    if !head.isKeepAlive { context.close(promise: nil) }
  }

  private func schedule(_ time: TimeAmount, _ body: @escaping () -> Void) {
    timer?.cancel()
    timer = context?.eventLoop.assumeIsolated().scheduleTask(in: time, body)
  }
}

/// The stream of a service's events.
extension HTTPConnection: AgentSubscriber {
  private func follow(_ name: String, _ kinds: Set<String>) {
    guard let context else { return }
    following = (name, kinds)
    let headers = HTTPHeaders([("Content-Type", "text/event-stream; charset=utf-8"), ("Transfer-Encoding", "chunked")])
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil)
    let present = state.subscribe(self, to: name)
    for event in present.events + [HTTPEvent(service: name, kind: "current")] { send(event) }
    context.flush()
    scheduleComment()
  }

  func receive(_ news: ServiceNews) { for event in news.events { send(event) } }

  /// Sends an event of a kind that was asked for; a client that does not read is cut off, and will come again.
  private func send(_ event: HTTPEvent) {
    guard let following, following.kinds.contains(event.kind) else { return }
    write(Array("data: ".utf8) + JSONValue.encode(event) + Array("\n\n".utf8))
  }

  private func write(_ octets: [UInt8]) {
    guard let context else { return }
    unsent += octets.count
    guard unsent <= RPCConnection.maximumUnsent else { return context.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: octets)))))
      .assumeIsolated().whenComplete { [self] _ in unsent -= octets.count }
    scheduleComment()
  }

  private func scheduleComment() { schedule(Self.commentInterval) { [self] in write(Array(":\n".utf8)) } }
}
