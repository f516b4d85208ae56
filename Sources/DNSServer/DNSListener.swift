package import Responder
internal import HostSystem
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Listens on UDP and TCP, and carries messages to responders and answers back.
package final class DNSListener: Sendable {
  private let workers: [UDPWorker]
  private let sockets: [UDPSocket]
  private let channels: [any Channel]
  private let pipe: WaitingPipe
  private let waitingCount: WaitingCount
  private let makeResponder: @Sendable () -> Responder
  private let waitUntilAnswerable: @Sendable (String) async -> Void

  /// The addresses that are listened on, with the ports that port 0 became.
  package let addresses: [ListenAddress]

  /// Binds all addresses, each to `workersPerAddress` UDP sockets and one TCP socket.
  ///
  /// - Parameters:
  ///   - addresses: where to listen; port 0 takes a free one.
  ///   - workersPerAddress: UDP worker threads for each.
  ///   - makeResponder: called once for each thread or event loop.
  ///   - waitUntilAnswerable: returns once a service that is not watched yet can be answered for, or after a second.
  /// - Throws: ``BindError``.
  package init(
    _ addresses: [ListenAddress], workersPerAddress: Int, makeResponder: @escaping @Sendable () -> Responder,
    waitUntilAnswerable: @escaping @Sendable (String) async -> Void
  ) async throws {
    self.makeResponder = makeResponder
    self.waitUntilAnswerable = waitUntilAnswerable
    (pipe, waitingCount) = (WaitingPipe(), WaitingCount())
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    var (bound, sockets, channels) = ([ListenAddress](), [UDPSocket](), [any Channel]())
    do {
      for address in addresses {
        let (channel, first) = try await Self.bind(address, on: eventLoop, makeResponder, waitUntilAnswerable)
        channels.append(channel)
        bound.append(address.with(port: first.port))
        sockets.append(first)
        for _ in 1..<max(workersPerAddress, 1) { sockets.append(try UDPSocket(address.with(port: first.port))) }
      }
    } catch {
      for channel in channels { try? await channel.close() }
      throw error
    }
    (self.addresses, self.sockets, self.channels) = (bound, sockets, channels)
    workers = sockets.enumerated().map { [pipe, waitingCount] number, socket in
      UDPWorker(number, socket: socket.number, waitingPipe: pipe.workersEnd, waitingCount: waitingCount)
    }
  }

  /// Answers until it is cancelled, then ends threads and connections.
  package func run() async {
    let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
    for worker in workers { worker.start(makeResponder) { continuation.yield() } }
    await withTaskCancellationHandler {
      await answerWaiting()
    } onCancel: {
      pipe.finish()
    }
    for worker in workers { worker.stop() }
    var running = workers.count
    for await _ in ends {
      running -= 1
      if running == 0 { break }
    }
    for channel in channels { try? await channel.close() }
  }

  /// Answers the questions that workers hand over, until the pipe is finished.
  private func answerWaiting() async {
    let responder = LateResponder(makeResponder)
    let questions = waitingQuestions()
    await withDiscardingTaskGroup { group in
      for await (question, socket) in questions {
        group.addTask { [self] in
          if let answer = await answer(to: question, responder) { question.answer(answer, on: socket) }
          waitingCount.end()
        }
      }
    }
  }

  /// The answer to a question, once the service it waits for is watched, or a second later.
  private func answer(to question: WaitingDatagram, _ responder: LateResponder) async -> ArraySlice<UInt8>? {
    var outcome = await responder.answer(to: question.octets, from: question.client, final: false)
    if case .waits(let name) = outcome {
      await waitUntilAnswerable(name)
      outcome = await responder.answer(to: question.octets, from: question.client, final: true)
    }
    guard case .answer(let answer) = outcome else { return nil }
    return answer
  }

  /// The questions of the pipe; ``WaitingCount`` bounds how many there are.
  private func waitingQuestions() -> AsyncStream<(WaitingDatagram, CInt)> {
    let (questions, continuation) = AsyncStream.makeStream(of: (WaitingDatagram, CInt).self)
    startThread { [pipe, sockets] in
      while let question = WaitingDatagram(from: pipe.waitingEnd) {
        continuation.yield((question, sockets[question.worker].number))
      }
      continuation.finish()
    }
    return questions
  }
}
