/// The instances of one service by age, the oldest first, and which of them leads. Go: `discoverd.ServiceSet`, at one moment.
public struct ServiceSet: Sendable, Equatable {
  /// The instances, oldest first; each endpoint once. Go: `ServiceSet.Services`.
  public var instances: [Instance] { list.instances }
  /// The instances as they are kept.
  package let list: InstanceList
  /// How the leader was found.
  package let leadership: Leadership
  /// Whether the source, before it said that there are no instances any more, asked for them more than once.
  package private(set) var isConfirmed = false

  /// How the leader is found.
  public enum Leadership: Sendable, Equatable {
    /// The oldest instance leads, without any lock: everyone who sees the same set agrees.
    case oldest
    /// The backend says who leads; an endpoint that is no instance leads nobody, and neither does none.
    indirect case appointed(Endpoint?)
  }

  /// The set without instances.
  public static let empty = ServiceSet([])

  /// A set of `instances` in any order. Of two with one endpoint the older stays; equal ages are ordered by endpoint, so
  /// that everyone who sees the same set agrees on the order.
  public init(_ instances: some Sequence<Instance>, leadership: Leadership = .oldest) {
    var seen: Set<Endpoint> = []
    let byAge = instances.sorted(by: Self.isOlder).filter { seen.insert($0.endpoint).inserted }
    (list, self.leadership) = (InstanceList(byAge), leadership)
  }

  /// Whether somebody leads.
  package var hasLeader: Bool {
    if case .oldest = leadership { return !list.isEmpty }
    return leader != nil
  }

  /// The same set, which the source asked for more than once.
  package var confirmed: ServiceSet {
    var set = self
    set.isConfirmed = true
    return set
  }

  /// A set of instances whose order is settled, each endpoint once.
  package init(settled instances: [Instance], _ leadership: Leadership) {
    self.init(settled: InstanceList(instances), leadership)
  }

  /// A set of instances whose order is settled, each endpoint once.
  package init(settled list: InstanceList, _ leadership: Leadership = .oldest) {
    (self.list, self.leadership) = (list, leadership)
  }

  /// The same set in as little memory as it needs, for many that are kept and seldom asked for.
  package var packed: ServiceSet {
    var set = ServiceSet(settled: list.packed, leadership)
    set.isConfirmed = isConfirmed
    return set
  }

  /// Who leads; nobody in an empty set, or where a leader has to be appointed and is not. Go: `ServiceSet.Leader`.
  public var leader: Instance? {
    switch leadership {
    case .oldest: list.first
    case .appointed(let endpoint): instances.first { $0.endpoint == endpoint }
    }
  }

  /// A set of `instances` from the oldest on, in an order that the backend has settled. Of two with one endpoint the older stays.
  public init(inOrder instances: some Sequence<Instance>) {
    var seen: Set<Endpoint> = []
    self.init(settled: instances.filter { seen.insert($0.endpoint).inserted }, .oldest)
  }

  /// Whether the instances and who leads them are the same, however that came about.
  public static func == (one: ServiceSet, other: ServiceSet) -> Bool {
    guard one.list == other.list else { return false }
    if case (.oldest, .oldest) = (one.leadership, other.leadership) { return true }
    return one.leader == other.leader
  }

  /// The instances with the leader in front of the others, which keep their order.
  public var leaderFirst: [Instance] { leaderFirstList.instances }

  /// The same as they are kept.
  package var leaderFirstList: InstanceList {
    guard case .appointed = leadership, let leader, leader != list.first else { return list }
    return InstanceList([leader] + instances.filter { $0.endpoint != leader.endpoint })
  }

  /// The endpoints in order of age, as text. Go: `ServiceSet.Addrs`.
  public var addresses: [String] { instances.map(\.endpoint.description) }

  /// The instances whose attributes have all of these values; all of them for none. Go: `ServiceSet.Select`.
  public func select(_ attributes: [String: String]) -> [Instance] {
    instances.filter { $0.matches(attributes) }
  }

  /// Only the instances whose attributes have all of these values; the oldest of them leads, unless somebody is appointed. Go:
  /// `ServiceSet.Filter`.
  public func filtered(by attributes: [String: String]) -> ServiceSet {
    attributes.isEmpty ? self : ServiceSet(settled: select(attributes), leadership)
  }

  /// The set without one of its instances.
  package func without(_ endpoint: Endpoint) -> ServiceSet {
    ServiceSet(settled: instances.filter { $0.endpoint != endpoint }, leadership)
  }

  private static func isOlder(_ one: Instance, _ other: Instance) -> Bool {
    one.created == other.created ? one.endpoint < other.endpoint : one.created < other.created
  }
}

extension Instance {
  /// Whether its attributes have all of these values.
  public func matches(_ attributes: [String: String]) -> Bool {
    attributes.allSatisfy { self.attributes[$0.key] == $0.value }
  }
}
