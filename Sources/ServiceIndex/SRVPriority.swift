internal import Discovery

/// What the priority field of SRV records says of a service's instances, RFC 2782.
package enum SRVPriority: String, Sendable, CaseIterable {
  /// Their order by age, the leader's being 0: every client agrees who is next, also behind caches that shuffle records.
  case age
  /// Only who leads: 0 for the leader, 1 for all others.
  case leader
  /// Nothing: clients spread their load by weight.
  case equal

  /// The priority of the instance of a rank by age in a service that has a leader, or not.
  func priority(rank: Int, hasLeader: Bool) -> UInt16 {
    switch self {
    case .age: UInt16(clamping: rank)
    case .leader: hasLeader && rank == 0 ? 0 : 1
    case .equal: 0
    }
  }

  /// The weight among instances of one priority: none where every priority differs, so that no selection is left to do.
  func weight(of instance: Instance) -> UInt16 { self == .age ? 0 : instance.weight }
}

/// The priorities of services, by name in lower case.
package struct SRVPriorities: Sendable {
  private let common: SRVPriority
  private let services: [String: SRVPriority]

  /// One for all services but those named.
  package init(_ common: SRVPriority = .age, services: [String: SRVPriority] = [:]) {
    (self.common, self.services) = (common, services)
  }

  func priority(of service: String) -> SRVPriority { services[service] ?? common }
}
