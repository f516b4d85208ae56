internal import HostSystem
internal import NIOCore
internal import NIOPosix

/// Does what a conversation wants, on one event loop that owns it: opens connections, runs timers, passes events in.
final class ConversationRunner<Talk: Conversation> {
  private var talk: Talk
  private let eventLoop: any EventLoop
  private let report: (Talk.Report) -> Void
  private var channels: [Int: any Channel] = [:]
  /// The connections that are wanted, open or not.
  private var wanted: Set<Int> = []
  private var timers: [ConversationTimer: Scheduled<Void>] = [:]
  private var isStopped = false

  /// From the wish to connect to the connection; the conversation's own timer is no shorter.
  private static var connectTime: TimeAmount { .seconds(5) }

  /// A runner on `eventLoop`, from which `report` is called.
  init(_ talk: Talk, on eventLoop: any EventLoop, report: @escaping (Talk.Report) -> Void) {
    (self.talk, self.eventLoop, self.report) = (talk, eventLoop, report)
  }

  /// Passes an event in and does what follows from it. On the event loop only.
  func receive(_ event: ConversationEvent<Talk.Request>) {
    eventLoop.assertInEventLoop()
    guard !isStopped else { return }
    for action in talk.receive(event) { perform(action) }
  }

  /// Closes everything at once. On the event loop only.
  func stop() {
    isStopped = true
    for timer in timers.values { timer.cancel() }
    for channel in channels.values { channel.close(promise: nil) }
    (timers, channels, wanted) = ([:], [:], [])
  }

  private func perform(_ action: ConversationAction<Talk.Report>) {
    switch action {
    case .connect(let number, let address): connect(number, address)
    case .send(let number, let octets): channels[number]?.writeAndFlush(ByteBuffer(bytes: octets), promise: nil)
    case .close(let number):
      wanted.remove(number)
      channels.removeValue(forKey: number)?.close(promise: nil)
    case .start(let timer, let time): start(timer, time)
    case .stop(let timer): timers.removeValue(forKey: timer)?.cancel()
    case .report(let report): self.report(report)
    }
  }

  private func start(_ timer: ConversationTimer, _ time: Duration) {
    timers.removeValue(forKey: timer)?.cancel()
    timers[timer] = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { [self] in receive(.timer(timer)) }
  }

  private func connect(_ number: Int, _ address: DiscoverdAddress) {
    wanted.insert(number)
    let handler = NIOLoopBound(ConnectionHandler(self, number), eventLoop: eventLoop)
    ClientBootstrap(group: eventLoop)
      .connectTimeout(Self.connectTime)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler.value) }
      }
      .connect(host: address.host, port: address.port)
      .assumeIsolated()
      .whenComplete { [self] in connected(number, $0) }
  }

  private func connected(_ number: Int, _ result: Result<any Channel, any Error>) {
    switch result {
    case .success(let channel) where wanted.contains(number):
      channels[number] = channel
      receive(.opened(number))
    case .success(let channel): channel.close(promise: nil)
    case .failure(let error): closed(number, reason: Self.reason(error))
    }
  }

  fileprivate func closed(_ number: Int, reason: String) {
    channels[number] = nil
    if wanted.remove(number) != nil { receive(.closed(number, reason: reason)) }
  }

  fileprivate func received(_ number: Int, _ octets: [UInt8]) {
    if wanted.contains(number) { receive(.received(number, octets)) }
  }

  /// The system's words without the library's.
  fileprivate static func reason(_ error: any Error) -> String {
    if let error = error as? IOError { return systemMessage(error.errnoCode) }
    if let error = error as? NIOConnectionError {
      return error.connectionErrors.first.map { reason($0.error) } ?? "the name \(error.host) has no address"
    }
    return error is ChannelError ? "no connection within 5 seconds" : "\(error)"
  }
}

/// A connection of a runner.
private final class ConnectionHandler<Talk: Conversation>: ChannelInboundHandler {
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
    runner.closed(number, reason: ConversationRunner<Talk>.reason(error))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { runner.closed(number, reason: "the connection was closed") }
}
