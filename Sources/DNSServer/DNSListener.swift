internal import Responder
package import HostSystem
internal import NIOCore
internal import NIOPosix

/// Listens on UDP and TCP, and carries messages to responders and to the relay, and answers back.
package final class DNSListener: Sendable {
  let workers: [UDPWorker]
  let channels: [any Channel]
  let loop: BoundTCPLoop
  let waitingPipe = WaitingPipe(maximum: WaitingPipe.maximumAwaited)
  let relayPipe = WaitingPipe(maximum: WaitingPipe.maximumRelayed, isShared: true)
  let parts: ServingParts

  /// The addresses that are listened on, with the ports that port 0 became.
  package let addresses: [ListenAddress]

  /// How many responders are made for so many addresses: for each worker, for TCP connections, for questions that wait and for those
  /// that are relayed.
  package static func responderCount(addresses: Int, workersPerAddress: Int) -> Int {
    addresses * workersPerAddress + 3
  }

  /// Binds all addresses, each to `workersPerAddress` UDP sockets and one TCP socket.
  ///
  /// - Parameters:
  ///   - addresses: where to listen; port 0 takes a free one.
  ///   - workersPerAddress: UDP worker threads for each.
  ///   - parts: what answers are made of.
  ///   - passed: sockets that are bound already; the workers of an address share one.
  /// - Throws: ``BindError``, or ``PassedSocketError`` where a socket was passed for another address.
  package init(
    _ addresses: [ListenAddress], workersPerAddress: Int, _ parts: ServingParts, passed: PassedSockets = PassedSockets()
  ) async throws {
    self.parts = parts
    var passed = passed
    loop = try await BoundTCPLoop(parts, on: MultiThreadedEventLoopGroup.singleton.next())
    var (bound, sockets, channels) = ([ListenAddress](), [UDPSocket](), [any Channel]())
    do {
      for address in addresses {
        let (channel, first) = try await Self.bind(address, loop, &passed)
        channels.append(channel)
        bound.append(address.with(port: first.port))
        sockets.append(first)
        for _ in 1..<max(workersPerAddress, 1) {
          sockets.append(first.isShared ? first : try UDPSocket(address.with(port: first.port)))
        }
      }
      try passed.checkAllTaken()
    } catch {
      for channel in channels { try? await channel.close() }
      throw error
    }
    (self.addresses, self.channels) = (bound, channels)
    workers = sockets.enumerated().map { [waitingPipe, relayPipe] number, socket in
      UDPWorker(
        number, socket: socket, waitingPipe: waitingPipe, relayPipe: relayPipe, limiter: parts.limiter)
    }
  }

  /// What each UDP worker has done so far.
  package var workerCounts: [WorkerCounts] { workers.map(\.counts) }

  /// Questions over UDP that wait for their service to be watched, and those that are on their way to the relay.
  package var parked: (waiting: Int, relayed: Int) { (waitingPipe.present, relayPipe.present) }

  /// Answers until it is cancelled, then takes nothing new, answers what it has, and ends threads and connections.
  package func run() async {
    ShortTurns.ask(for: MultiThreadedEventLoopGroup.singleton)
    let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
    let threads = workers.count + (startRelaying { continuation.yield() } ? 1 : 0)
    for worker in workers { worker.start(parts.makeResponder) { continuation.yield() } }
    // Neither is cancelled with this task: what was asked is answered, and waited for.
    let waiting = Task { await answerWaiting() }
    await untilCancelled()
    await Task { await drain(ends, threads: threads, waiting) }.value
  }

  private func untilCancelled() async {
    let (forever, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in forever {}
    continuation.finish()
  }

  /// Has the questions that workers hand to the relay taken there; whether there is one whose end has to be waited for.
  private func startRelaying(_ didEnd: @escaping @Sendable () -> Void) -> Bool {
    guard let relay = parts.relay else { return false }
    RelayedDatagrams.start(parts, relay, from: relayPipe, workers: workers, didEnd: didEnd)
    return true
  }

  /// Answers the questions that workers hand over, until the pipe is finished.
  private func answerWaiting() async {
    let responder = LateResponder(parts.makeResponder)
    let questions = waitingQuestions()
    await withDiscardingTaskGroup { group in
      for await question in questions {
        group.addTask { [self] in
          if let answer = await answer(to: question, responder) {
            workers[question.worker].answer(question, with: answer)
          }
          waitingPipe.end(question.client)
        }
      }
    }
  }

  /// The answer to a question, once the service it waits for is watched, or a second later.
  private func answer(to question: WaitingDatagram, _ responder: LateResponder) async -> ArraySlice<UInt8>? {
    var outcome = await responder.answer(to: question.octets, from: question.client, final: false)
    if case .waits(let name) = outcome {
      let start = NIODeadline.now()
      defer { parts.counters.waited.note(.now() - start) }
      await parts.waitUntilAnswerable(name)
      outcome = await responder.answer(to: question.octets, from: question.client, final: true)
    }
    guard case .answer(let answer) = outcome else { return nil }
    return answer
  }

  /// The questions of the pipe; its bound is theirs.
  private func waitingQuestions() -> AsyncStream<WaitingDatagram> {
    let (questions, continuation) = AsyncStream.makeStream(of: WaitingDatagram.self)
    startThread { [waitingPipe] in
      while let question = WaitingDatagram(from: waitingPipe.waitingEnd) {
        continuation.yield(question)
      }
      continuation.finish()
    }
    return questions
  }
}
