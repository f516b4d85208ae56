/// A service as the catalog shows it: the instances of all sources, merged.
public struct Service: Sendable, Equatable {
  /// The name, in lower case.
  public let name: String
  /// The leader first, if there is one, then by the source's rank and age.
  public var instances: [Instance] { list.instances }
  /// The instances as they are kept.
  package let list: InstanceList
  /// Whether the first instance leads; where a leader has to be appointed there may be none.
  public let hasLeader: Bool
  /// Whether there is such a service.
  public let presence: Presence
  /// The sources whose word this is: while one of them is gone, the service is stale.
  public let sources: SourceMask
  /// What the host names among the instances' addresses stand for, by their spelling; nothing where nobody looks them up.
  public let hosts: [String: ResolvedHost]

  /// A service of its parts.
  public init(
    name: String, instances: [Instance], hasLeader: Bool = true, presence: Presence, sources: SourceMask,
    hosts: [String: ResolvedHost] = [:]
  ) {
    self.init(
      name: name, list: InstanceList(instances), hasLeader: hasLeader, presence: presence, sources: sources,
      hosts: hosts)
  }

  /// A service whose instances are a list as it is kept.
  package init(
    name: String, list: InstanceList, hasLeader: Bool, presence: Presence, sources: SourceMask,
    hosts: [String: ResolvedHost] = [:]
  ) {
    self.name = name
    self.list = list
    self.hasLeader = hasLeader && !list.isEmpty
    self.presence = presence
    self.sources = sources
    self.hosts = hosts
  }

  /// What is known of a service's existence.
  public enum Presence: Sendable, Equatable {
    /// It has instances, or is configured, listed or was seen lately.
    case known
    /// Every source that could know it says that it has none.
    case unknown
    /// Nobody who could know it can be asked.
    case unavailable
    /// Nobody who could know it has answered yet: a question has to wait.
    case awaited
  }
}

/// A set of sources, each by its rank: the order in which they are configured, from 0.
public struct SourceMask: OptionSet, Sendable {
  /// One bit for each rank.
  public let rawValue: UInt64

  /// A set of its bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The set of one source.
  public init(rank: Int) { self.init(rawValue: 1 << UInt64(rank)) }

  /// What stands for sources that fail for one service alone: with it in the mask, that service is stale.
  public static let failing = SourceMask(rawValue: 1 << 63)

  /// As many sources as a mask has bits for; a host with more would be misconfigured.
  public static let maximumSources = 63
}

/// A change of what the catalog shows.
public enum CatalogChange: Sendable, Equatable {
  /// The service as it is now.
  case service(Service)
  /// The service is no longer watched and nothing is known about it: a question has to start a watch.
  case forgotten(name: String)
  /// What a service is that was not told of: absent while a question for it has to start a watch and wait.
  case others(Service.Presence?)
  /// The sources that are gone; what came from them is stale.
  case stale(SourceMask)
}
