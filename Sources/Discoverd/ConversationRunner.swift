internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Does what a conversation wants, on one event loop that owns it: opens connections, sends requests, runs timers, passes events
/// in.
final class ConversationRunner<Talk: Conversation> {
  private var talk: Talk
  private let eventLoop: any EventLoop
  private let patience: Int
  private let noteServer: (ServerNote) -> Void
  private let report: (Talk.Report) -> Void
  private var channels: [Int: any Channel] = [:]
  /// The connections that are wanted, open or not.
  private var wanted: Set<Int> = []
  private var timers: [ConversationTimer: Scheduled<Void>] = [:]
  private var isStopped = false

  /// From the wish to connect to the connection; the conversation's own timer is no shorter.
  private var connectTime: TimeAmount { .seconds(5 * Int64(patience)) }

  /// A runner on `eventLoop`, from which `report` is called, and `noteServer` when a server is there or is not; of
  /// ``DiscoverdCluster/patience``.
  init(
    _ talk: Talk, on eventLoop: any EventLoop, patience: Int = 1, noteServer: @escaping (ServerNote) -> Void = { _ in },
    report: @escaping (Talk.Report) -> Void
  ) {
    (self.talk, self.eventLoop, self.noteServer, self.report) = (talk, eventLoop, noteServer, report)
    self.patience = patience
  }

  /// Passes an event in and does what follows from it. On the event loop only.
  func receive(_ event: ConversationEvent<Talk.Request>) {
    eventLoop.assertInEventLoop()
    guard !isStopped else { return }
    for action in talk.receive(event) { perform(action) }
  }

  /// Closes everything at once. On the event loop only.
  func stop() {
    guard !isStopped else { return }
    isStopped = true
    for timer in timers.values { timer.cancel() }
    for channel in channels.values { channel.close(promise: nil) }
    (timers, channels, wanted) = ([:], [:], [])
    noteServer(.isOver)
  }

  private func perform(_ action: ConversationAction<Talk.Report>) {
    switch action {
    case .connect(let number, let address): connect(number, address)
    case .request(let number, let address, let request): send(request, number, address)
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
    let time = timer == .answer ? time * patience : time
    timers[timer] = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { [self] in receive(.timer(timer)) }
  }

  private func connect(_ number: Int, _ address: DiscoverdAddress) {
    open(number, address) { [self] channel in
      let handler = ConnectionHandler(self, number) { [self] (buffer: ByteBuffer) in
        received(number, Array(buffer.readableBytesView))
      }
      try channel.pipeline.syncOperations.addHandler(handler)
    } then: { [self] _ in
      noteServer(.isThere)
      receive(.opened(number))
    }
  }

  /// Sends a request on a connection of its own.
  private func send(_ request: HTTPRequest, _ number: Int, _ address: DiscoverdAddress) {
    open(number, address) { [self] channel in
      let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)
      let handler = ConnectionHandler(self, number) { [self] (part: HTTPClientResponsePart) in received(number, part) }
      try channel.pipeline.syncOperations.addHandlers(HTTPRequestEncoder(), ByteToMessageHandler(decoder), handler)
    } then: { channel in
      channel.write(HTTPClientRequestPart.head(request.head(for: address)), promise: nil)
      if !request.body.isEmpty {
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: request.body))), promise: nil)
      }
      channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
  }

  private func open(
    _ number: Int, _ address: DiscoverdAddress, prepare: @escaping (any Channel) throws -> Void,
    then opened: @escaping (any Channel) -> Void
  ) {
    wanted.insert(number)
    let prepare = NIOLoopBound(prepare, eventLoop: eventLoop)
    ClientBootstrap(group: eventLoop)
      .connectTimeout(connectTime)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in channel.eventLoop.makeCompletedFuture { try prepare.value(channel) } }
      .connect(host: address.host, port: address.port)
      .assumeIsolated()
      .whenComplete { [self] result in
        switch result {
        case .success(let channel) where wanted.contains(number):
          channels[number] = channel
          opened(channel)
        case .success(let channel): channel.close(promise: nil)
        case .failure(let error): closed(number, reason: closingReason(error))
        }
      }
  }

  func closed(_ number: Int, reason: String) {
    channels[number] = nil
    guard wanted.remove(number) != nil else { return }
    noteServer(.isGone(reason: reason))
    receive(.closed(number, reason: reason))
  }

  private func received(_ number: Int, _ octets: [UInt8]) {
    if wanted.contains(number) { receive(.received(number, octets)) }
  }

  private func received(_ number: Int, _ part: HTTPClientResponsePart) {
    switch part {
    case .head(let head):
      guard wanted.contains(number) else { return }
      noteServer(.isThere)
      receive(.replied(number, HTTPReplyHead(head)))
    case .body(let buffer): received(number, Array(buffer.readableBytesView))
    case .end:
      guard wanted.remove(number) != nil else { return }
      channels.removeValue(forKey: number)?.close(promise: nil)
      receive(.finished(number))
    }
  }
}
