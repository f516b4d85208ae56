internal import DNSWire
internal import NIOCore

/// What is answered here: all that one read has brought, with as few writes as may be.
extension TCPConnection {
  /// As many questions of one connection wait at once; further ones are not read until one is answered.
  static let maximumWaiting = 32

  /// Answers what has waited and the whole messages of the inbox, as long as the client takes the answers; what it has not asked for
  /// yet is not read meanwhile.
  func answerWhatIsThere(_ context: ChannelHandlerContext) {
    guard !endingState.hasEnded else { return }
    assert(loop.hasNothingToSend, "answers of another connection")
    let start = inbox.readerIndex
    isAnswering = true
    answerWaiting(context)
    let isSound = answerMessages(context)
    sendAnswers(context)
    isAnswering = false
    if inbox.readerIndex > start { noteAsked(context) }
    guard isSound else { return context.close(promise: nil) }
    inbox.discardReadBytes()
    if waiting >= Self.maximumWaiting { loop.counters.add(.paused) }
    setReading(context.channel.isWritable && waiting < Self.maximumWaiting, context)
    closeIfDone(context)
  }

  /// Answers what has waited.
  private func answerWaiting(_ context: ChannelHandlerContext) {
    while context.channel.isWritable, context.channel.isActive, !answerable.isEmpty {
      let message = answerable.removeFirst()
      waiting -= 1
      _ = message.withOctets { loop.answer(to: $0, from: client, final: true) }
      if loop.hasToSend { sendAnswers(context) }
    }
  }

  /// Answers, and sends where there is no room for more; whether all messages were at least as long as a header.
  private func answerMessages(_ context: ChannelHandlerContext) -> Bool {
    while context.channel.isWritable, waiting < Self.maximumWaiting, context.channel.isActive,
      let length = messageLength
    {
      guard length >= Self.headerLength else { return false }
      let octets = Self.lengthOctets..<(Self.lengthOctets + length)
      let outcome = loop.answer(to: inbox.readableBytesSpan.extracting(octets), from: client, final: false)
      inbox.moveReaderIndex(forwardBy: octets.upperBound)
      take(outcome, context)
      if loop.hasToSend { sendAnswers(context) }
    }
    return true
  }

  private func take(_ outcome: TCPLoop.Outcome, _ context: ChannelHandlerContext) {
    switch outcome {
    case .answer, .silence: break
    case .waits(let name, let message): wait(for: name, message, context)
    case .relays(let question, let message): relay(question, message, context)
    }
  }

  /// Sends the answers there are.
  func sendAnswers(_ context: ChannelHandlerContext) {
    guard let answers = loop.takeAnswers() else { return }
    context.writeAndFlush(wrapOutboundOut(answers), promise: nil)
  }

  /// Has the channel read what the client sends, or leave it to the system.
  func setReading(_ reads: Bool, _ context: ChannelHandlerContext) {
    guard reads != isReading else { return }
    isReading = reads
    context.channel.setOption(.autoRead, value: reads).whenFailure { _ in }
  }

  /// Answers a question once its service is watched, or a second later; others go on meanwhile.
  private func wait(for name: String, _ message: [UInt8], _ context: ChannelHandlerContext) {
    waiting += 1
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    loop.waitUntilAnswerable(name, on: context.eventLoop).whenComplete { _ in
      let (handler, context) = bound.value
      handler.answerable.append(message)
      handler.answerWhatIsThere(context)
    }
  }
}
