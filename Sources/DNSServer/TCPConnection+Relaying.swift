internal import DNSWire
internal import NIOCore

/// Questions of a connection that upstream resolvers are asked; what is answered here does not wait for them.
extension TCPConnection {
  /// As many questions of one connection may be relayed at once: a burst of a program that keeps one connection for all it asks. The
  /// next is refused at once.
  static let maximumRelayed = 128

  /// Asks upstream resolvers and answers once they have, while further messages are read.
  func relay(_ question: RelayQuestion, _ message: [UInt8], _ context: ChannelHandlerContext) {
    guard let relay = loop.relay, relayed < Self.maximumRelayed else {
      loop.counters.add(.refused)
      return answer(message, with: .failure(.tooMany), to: question, isCached: false, context)
    }
    relayed += 1
    let (eventLoop, client, counters) = (context.eventLoop, client, loop.counters)
    let connection = NIOLoopBound((self, context), eventLoop: eventLoop)
    relay.eventLoop.execute {
      relay.askTimed(question, client, counters) { answer, isCached in
        eventLoop.execute {
          let (handler, context) = connection.value
          handler.relayed -= 1
          handler.answer(message, with: answer, to: question, isCached: isCached, context)
          handler.sendAnswers(context)
          handler.closeIfDone(context)
        }
      }
    }
  }

  /// Answers a message. A client that does not take its answers gets no large ones meanwhile: with as many connections as there may
  /// be, they would fill the memory.
  private func answer(
    _ message: [UInt8], with answer: RelayedAnswer, to question: RelayQuestion, isCached: Bool,
    _ context: ChannelHandlerContext
  ) {
    guard context.channel.isActive else { return }
    let answer = context.channel.isWritable ? answer : .failure(.tooMany)
    loop.answer(to: message, from: client, with: answer, to: question, isCached: isCached)
  }
}
