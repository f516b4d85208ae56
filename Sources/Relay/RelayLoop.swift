internal import DNSWire
internal import HostSystem
internal import Logging
internal import NIOCore

/// Does what a relay's state decides; on one event loop.
final class RelayLoop: AttemptOwner {
  typealias Completion = (RelayedAnswer) -> Void

  private let eventLoop: any EventLoop
  private let logger: Logger
  private let datagrams: DatagramAttempts
  private let connections: UpstreamConnections
  private var state: RelayState<Completion>
  private var isWorking = false
  private var timer: (task: Scheduled<Void>, time: NIODeadline)?

  /// File descriptors for attempts: a silent upstream holds 2,000, so that some can be silent at once.
  static let wantedAttempts = 8_000
  /// File descriptors that are left to the rest of the process: listeners, clients' connections, watches, files.
  static let reservedDescriptors = 1_024

  /// - Throws: ``NoTLS`` where an upstream needs it.
  init(
    _ settings: RelaySettings, counters: RelayCounters, on eventLoop: any EventLoop, logger: Logger
  ) throws(NoTLS) {
    let connector = StreamConnector(settings.tls, on: eventLoop)
    if settings.rules.all.contains(where: { $0.transport != .plain }) { try connector.prepareTLS() }
    (self.eventLoop, self.logger) = (eventLoop, logger)
    datagrams = DatagramAttempts(on: eventLoop)
    connections = UpstreamConnections(connector, on: eventLoop)
    state = RelayState(
      settings, counters: counters, maximumAttempts: Self.attempts(), start: .now(), suspendedTime: suspendedTime
    ) { UInt16.random(in: 0...UInt16.max) }
  }

  /// As many attempts as may be open at once: where descriptors are few, half of them.
  private static func attempts() -> Int {
    let limit = raiseOpenFileLimit(to: wantedAttempts + reservedDescriptors)
    return min(wantedAttempts, max(limit - reservedDescriptors, limit / 2))
  }

  func ask(_ question: RelayQuestion, for client: ClientAddress, _ completion: @escaping Completion) {
    let answer = state.ask(question, for: client, completion, at: .now())
    if let answer { completion(answer) }
    work()
  }

  func receive(_ message: [UInt8], for key: AttemptKey) {
    state.receive(message, for: key, at: .now())
    work()
  }

  func fail(_ key: AttemptKey, _ failure: AttemptFailure) {
    state.fail(key, failure, at: .now())
    work()
  }

  var upstreams: [UpstreamStanding] { state.upstreams }

  func replaceRules(_ rules: ForwardRules) { state.replaceRules(rules) }

  /// Answers all that is open, and closes everything.
  ///
  /// - Returns: completes when nothing is left.
  func close() -> EventLoopFuture<Void> {
    state.close()
    work()
    timer?.task.cancel()
    timer = nil
    return connections.close()
  }

  /// Does what is to be done. What that leads to is done in the same go, not inside it.
  private func work() {
    guard !isWorking else { return }
    isWorking = true
    while case let actions = state.takeActions(), !actions.isEmpty { actions.forEach(perform) }
    isWorking = false
    setTimer()
  }

  private func perform(_ action: RelayAction<Completion>) {
    switch action {
    case .answer(let completion, let answer): completion(answer)
    case .open(let key, let upstream, .datagram, let message): datagrams.open(key, upstream, message, for: self)
    case .open(let key, let upstream, .stream, let message): connections.open(key, upstream, message, for: self)
    case .close(let key):
      datagrams.close(key)
      connections.close(key)
    case .log(let upstream, .down(let reason)):
      logger.warning(
        "upstream \(upstream) is down: \(reason)", metadata: ["upstream": "\(upstream)", "error": "\(reason)"])
    case .log(let upstream, .up): logger.notice("upstream \(upstream) is back", metadata: ["upstream": "\(upstream)"])
    }
  }

  /// One timer serves all questions: it is set to the earliest time.
  private func setTimer() {
    guard let next = state.nextWaking else { return }
    if let timer, timer.time <= next { return }
    timer?.task.cancel()
    let task = eventLoop.assumeIsolated().scheduleTask(deadline: next) { [weak self] () -> Void in self?.passTime() }
    timer = (task, next)
  }

  private func passTime() {
    timer = nil
    state.passTime(at: .now())
    work()
  }
}
