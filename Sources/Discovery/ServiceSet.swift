/// The instances of one service by age, the oldest first. Go: `discoverd.ServiceSet`.
public struct ServiceSet: Sendable, Equatable {
  /// The instances, oldest first; each endpoint once. Go: `ServiceSet.Services`.
  public let instances: [Instance]

  /// The set without instances.
  public static let empty = ServiceSet([])

  /// A set of `instances` in any order. Of two with one endpoint the older stays; equal ages are ordered by endpoint, so
  /// that everyone who sees the same set agrees on the leader.
  public init(_ instances: some Sequence<Instance>) {
    var seen: Set<Endpoint> = []
    self.instances = instances.sorted(by: Self.isOlder).filter { seen.insert($0.endpoint).inserted }
  }

  /// The oldest instance; none in an empty set. Go: `ServiceSet.Leader`.
  public var leader: Instance? { instances.first }

  private static func isOlder(_ one: Instance, _ other: Instance) -> Bool {
    one.created == other.created ? one.endpoint < other.endpoint : one.created < other.created
  }
}
