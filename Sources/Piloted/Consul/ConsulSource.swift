public import Discovery
public import Logging

/// A Consul agent as a source of services, each watched once it is asked for.
public struct ConsulSource: DiscoverySource {
  private let address: ConsulAddress
  private let client: ConsulClient
  private let times: HealthTimes
  private let isPassingOnly: Bool
  private let oddities: OddityLog
  private let logger: Logger
  /// Whose services are left out.
  private let list: BackendSource?

  /// A source of the services of an agent's datacenter.
  ///
  /// - Parameters:
  ///   - settings: how the agent is asked.
  ///   - isPassingOnly: whether instances that warn are left out beside those that are critical.
  ///   - list: a source whose services are left out here, as long as it lists them; where it asks in the same way, connections are
  ///     shared.
  ///   - logger: told of what is odd about what the agent says.
  /// - Throws: ``ConsulSettingsError`` where a certificate or a key can't be used.
  public init(
    _ settings: ConsulSettings, isPassingOnly: Bool = false, except list: BackendSource? = nil, logger: Logger
  ) throws(ConsulSettingsError) {
    try self.init(settings, isPassingOnly: isPassingOnly, except: list, logger: logger, times: HealthTimes())
  }

  /// A source whose watches take times of their own.
  package init(
    _ settings: ConsulSettings, isPassingOnly: Bool = false, except list: BackendSource? = nil, logger: Logger,
    times: HealthTimes
  ) throws(ConsulSettingsError) {
    self.list = list
    (address, self.isPassingOnly, self.logger, self.times) = (settings.address, isPassingOnly, logger, times)
    oddities = OddityLog(logger, source: "Consul \(settings.address)")
    if let list, list.isAsked(with: settings) {
      client = list.client
    } else {
      client = try ConsulClient(settings, times)
    }
  }

  /// What log lines call it.
  public var name: String { "Consul \(address)" }

  /// The names of all services there are.
  public var catalog: ConsulCatalog { ConsulCatalog(client, times, name: name, logger) }

  /// Watches a service; while a list has it, that is another source's.
  public func watch(_ name: String) -> AsyncStream<WatchEvent> {
    if let list { return HandOver.events(list.absences(of: name)) { [self] in await follow($0, $1) } }
    let (events, continuation) = AsyncStream.makeStream(of: WatchEvent.self, bufferingPolicy: .bufferingNewest(1))
    let task = Task { [self] in await follow(name, continuation) }
    continuation.onTermination = { _ in task.cancel() }
    return events
  }

  private func follow(_ service: String, _ events: AsyncStream<WatchEvent>.Continuation) async {
    let watch = BlockingWatch(HealthQuery(service, isPassingOnly: isPassingOnly), client, times)
    await watch.run { report in
      if let event = report.event, !Task.isCancelled { events.yield(event) }
      if case .oddity(let what) = report { oddities.note("\(name) says \(what)", "while '\(service)' is watched") }
    }
  }
}
