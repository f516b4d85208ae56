internal import HostSystem
internal import Synchronization

/// Hands out the instances of a service, one at a time. Go: `balancer.LoadBalancer`.
public protocol Balancer: Sendable {
  /// The instances in the order in which they are to be tried, best first; empty where there are none.
  func order() -> [Instance]
}

extension Balancer {
  /// The instance whose turn it is. Go: `LoadBalancer.Next`.
  ///
  /// - Throws: ``NoInstances``.
  public func next() throws(NoInstances) -> Instance {
    guard let instance = order().first else { throw NoInstances() }
    return instance
  }
}

/// There is no instance to hand out. Go: `balancer.ErrNoServices`.
public struct NoInstances: Error, Equatable, CustomStringConvertible {
  /// An error to throw.
  public init() {}

  /// A line for the log.
  public var description: String { "the service has no instances" }
}

/// Hands out instances at random, each as likely as the others. Go: `balancer.Random`.
public final class RandomBalancer: Balancer {
  private let watch: ServiceWatch
  private let generator: Guarded<any RandomNumberGenerator & Sendable>

  /// A balancer of a service; a seeded `generator` gives the same turns at every run.
  public init(_ watch: ServiceWatch, generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
    self.watch = watch
    self.generator = Guarded(generator)
  }

  /// All instances, shuffled.
  public func order() -> [Instance] {
    let instances = watch.instances
    return generator.withLock { instances.shuffled(using: &$0) }
  }
}

/// Hands out instances in turn, by age. Go: `balancer.RoundRobin`, without its crash after the set shrank.
public final class RoundRobinBalancer: Balancer {
  private let watch: ServiceWatch
  private let turn = Atomic<UInt>(0)

  /// A balancer of a service, which begins with the oldest instance.
  public init(_ watch: ServiceWatch) { self.watch = watch }

  /// The instances by age, from the one whose turn it is around to the one before.
  public func order() -> [Instance] {
    let instances = watch.instances
    guard !instances.isEmpty else { return [] }
    let first = Int(turn.wrappingAdd(1, ordering: .relaxed).oldValue % UInt(instances.count))
    return Array(instances[first...] + instances[..<first])
  }
}

/// Hands out the leader alone, even where it is the instance that this program registered itself.
public struct LeaderBalancer: Balancer {
  private let watch: ServiceWatch

  /// A balancer of a service.
  public init(_ watch: ServiceWatch) { self.watch = watch }

  /// The leader, if there is one.
  public func order() -> [Instance] { watch.leader.map { [$0] } ?? [] }
}
