public import Discovery
public import Logging

/// A Consul agent as a source of services, each watched once it is asked for.
public struct ConsulSource: DiscoverySource {
  private let address: ConsulAddress
  private let client: ConsulClient
  private let times: HealthTimes
  private let isPassingOnly: Bool
  private let logger: Logger

  /// A source of the services of an agent's datacenter.
  ///
  /// - Parameters:
  ///   - settings: how the agent is asked.
  ///   - isPassingOnly: whether instances that warn are left out beside those that are critical.
  ///   - logger: told of what is odd about what the agent says.
  /// - Throws: ``ConsulSettingsError`` where a certificate or a key can't be used.
  public init(
    _ settings: ConsulSettings, isPassingOnly: Bool = false, logger: Logger
  ) throws(ConsulSettingsError) {
    try self.init(settings, isPassingOnly: isPassingOnly, logger: logger, times: HealthTimes())
  }

  /// A source whose watches take times of their own.
  package init(
    _ settings: ConsulSettings, isPassingOnly: Bool = false, logger: Logger, times: HealthTimes
  ) throws(ConsulSettingsError) {
    (address, self.isPassingOnly, self.logger, self.times) = (settings.address, isPassingOnly, logger, times)
    client = try ConsulClient(settings)
  }

  /// What log lines call it.
  public var name: String { "Consul \(address)" }

  /// Watches a service.
  public func watch(_ name: String) -> AsyncStream<WatchEvent> {
    let (events, continuation) = AsyncStream.makeStream(of: WatchEvent.self, bufferingPolicy: .bufferingNewest(1))
    let watch = HealthWatch(HealthQuery(name, isPassingOnly: isPassingOnly), client, times)
    let (source, logger) = (self.name, logger)
    let task = Task {
      await watch.run { report in
        switch report {
        case .event(let event): continuation.yield(event)
        case .oddity(let what): logger.warning("\(source) says \(what), while '\(name)' is watched")
        }
      }
    }
    continuation.onTermination = { _ in task.cancel() }
    return events
  }
}
