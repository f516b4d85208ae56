public import Discovery
internal import HostSystem
public import Logging

/// The backends that are listed for one Consul agent, as a source of services: any other service has no instances here. The list can
/// be replaced, and what stays on it is followed on without a gap.
public final class BackendSource: DiscoverySource {
  private let address: ConsulAddress
  private let settings: ConsulSettings
  let client: ConsulClient
  private let times: HealthTimes
  private let oddities: OddityLog
  private let logger: Logger
  private let backends: Newest<[HealthQuery]>
  private let watches = Guarded<[Int: BlockingWatch<HealthQuery>]>([:])

  /// A source of `backends` at an agent.
  ///
  /// - Parameters:
  ///   - settings: how the agent is asked.
  ///   - backends: what is asked for; of several with one name the instances are taken together.
  ///   - logger: told of what is odd about what the agent says.
  /// - Throws: ``ConsulSettingsError`` where a certificate or a key can't be used.
  public convenience init(
    _ settings: ConsulSettings, backends: [HealthQuery], logger: Logger
  ) throws(ConsulSettingsError) {
    try self.init(settings, backends: backends, logger: logger, times: HealthTimes())
  }

  /// A source whose watches take times of their own.
  package init(
    _ settings: ConsulSettings, backends: [HealthQuery], logger: Logger, times: HealthTimes
  ) throws(ConsulSettingsError) {
    (address, self.logger, self.backends, self.times) = (settings.address, logger, Newest(backends), times)
    self.settings = settings
    oddities = OddityLog(logger, source: "Consul \(settings.address)")
    client = try ConsulClient(settings, times)
  }

  /// What log lines call it.
  public var name: String { "Consul \(address), as listed" }

  /// The services on the list, in its order.
  public var names: [String] {
    var seen: Set<String> = []
    return backends.value.map(\.key).filter { seen.insert($0).inserted }
  }

  /// Whether the agent is asked in this way; a source keeps its own as long as it lives.
  public func isAsked(with settings: ConsulSettings) -> Bool { settings == self.settings }

  /// A service while it is not on the list, and none while it is; now and whenever that changes.
  func absences(of name: String) -> ChangeSequence<String?> {
    let key = name.lowercased()
    return backends.changes(of: self) { old, new -> [String?] in
      let isListed = new.contains { $0.key == key }
      return old?.contains { $0.key == key } == isListed ? [] : [isListed ? nil : name]
    }
  }

  /// Replaces the list.
  public func replace(with backends: [HealthQuery]) { self.backends.change { $0 = backends } }

  /// Asks anew for every service that is watched, and waits for the answers.
  ///
  /// - Parameter timeout: how long to wait; what comes later counts, too.
  public func refresh(timeout: Duration = .seconds(10)) async {
    let waiting = watches.withLock { Array($0.values) }.map { ($0, $0.refresh()) }
    _ = await within(timeout) {
      for (watch, number) in waiting {
        for await _ in watch.refreshed.changes(of: watch, { $1 >= number ? [()] : [] }) { break }
      }
    }
  }

  /// Watches a service; while it is not on the list it has no instances.
  public func watch(_ name: String) -> AsyncStream<WatchEvent> {
    let key = name.lowercased()
    let changes = backends.changes(of: self) { old, new -> [[HealthQuery]?] in
      let (old, new) = (old?.filter { $0.key == key }, new.filter { $0.key == key })
      return old == new ? [] : [new.isEmpty ? nil : new]
    }
    return HandOver.events(changes) { [self] in await follow($0, $1) }
  }

  /// Follows the backends of one name until it is cancelled.
  private func follow(_ queries: [HealthQuery], _ events: AsyncStream<WatchEvent>.Continuation) async {
    let merging = Merging(count: queries.count)
    await withDiscardingTaskGroup { group in
      for (number, query) in queries.enumerated() {
        group.addTask { [self] in
          await follow(query, isOneOfMany: queries.count > 1) { event in
            merging.receive(event, from: number) { if !Task.isCancelled { events.yield($0) } }
          }
        }
      }
    }
  }

  /// Follows one backend. Where it is one of many, its loss may show nowhere else than in the log.
  private func follow(_ query: HealthQuery, isOneOfMany: Bool, _ tell: @Sendable (WatchEvent) -> Void) async {
    let watch = BlockingWatch(query, client, times)
    let number = watches.withLock { watches in
      let number = (watches.keys.max() ?? 0) + 1
      watches[number] = watch
      return number
    }
    defer { watches.withLock { $0[number] = nil } }
    await watch.run { report in
      if case .oddity(let what) = report { oddities.note("\(name) says \(what)", "while \(query) is watched") }
      guard let event = report.event else { return }
      if isOneOfMany, !event.reason.isEmpty {
        logger.warning(
          "\(name): \(query) is lost: \(event.reason)",
          metadata: ["source": "\(name)", "service": "\(query.service)", "error": "\(event.reason)"])
      }
      tell(event)
    }
  }
}

/// What several watches say at the same time, taken together.
private final class Merging: Sendable {
  private let merged: Guarded<MergedBackends>

  init(count: Int) { merged = Guarded(MergedBackends(count: count)) }

  /// Takes in what a backend says and tells of it, in the same order.
  func receive(_ event: WatchEvent, from backend: Int, tell: @Sendable (WatchEvent) -> Void) {
    merged.withLock { merged in
      if let event = merged.receive(event, from: backend) { tell(event) }
    }
  }
}

extension HealthQuery {
  /// The service's name as Consul compares it.
  fileprivate var key: String { service.lowercased() }
}
