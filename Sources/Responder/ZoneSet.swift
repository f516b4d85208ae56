internal import DNSWire
internal import Synchronization

/// The zones that are served, the ones with the longest names first, so that the first match is the closest.
package struct ZoneSet: Sendable {
  /// The zones, longest name first.
  package let zones: [ServedZone]
  /// The zone in which hosts of addresses are named: the first of services, as they were given.
  let hostZone: ServedZone?
  /// Whether there are zones in which addresses have names.
  package var hasReverseZones: Bool { zones.contains { $0.reverseFamily != nil } }

  /// A set of zones; the first one of services names the hosts of addresses.
  package init(_ zones: [ServedZone]) {
    hostZone = zones.first { $0.reverseFamily == nil }
    self.zones = zones.sorted { $0.originLabelCount > $1.originLabelCount }
  }

  /// The zone that answers for a name. DS at an apex is a matter of the zone above, where that delegates the name: RFC 4035
  /// section 3.1.4.1.
  func closest(to name: borrowing QuestionName, for type: RecordType) -> ServedZone? {
    var closest: ServedZone?
    for zone in zones where zone.contains(name) {
      let depth = name.labelCount - zone.originLabelCount
      if closest == nil && (type != .ds || depth > 0) { return zone }
      if closest != nil, zone.cut(name, depth: depth)?.label == 0 { return zone }
      closest = closest ?? zone
    }
    return closest
  }
}

/// The zones in service, which a reload replaces as a whole.
package final class PublishedZones: Sendable {
  private let current: Mutex<ZoneSet>
  private let generation = Atomic<Int>(0)

  /// Whether there are zones in which addresses have names.
  package var hasReverseZones: Bool { current.withLock { $0.hasReverseZones } }

  /// Publishes a first set.
  package init(_ zones: ZoneSet) { current = Mutex(zones) }

  /// Replaces the set; each thread takes it over before its next message.
  package func replace(with zones: ZoneSet) {
    current.withLock { $0 = zones }
    generation.add(1, ordering: .releasing)
  }

  /// One thread's copy, so that only a reload costs it a lock.
  struct Copy: ~Copyable {
    private let source: PublishedZones
    private var generation: Int
    private(set) var zones: ZoneSet

    init(_ source: PublishedZones) {
      self.source = source
      generation = source.generation.load(ordering: .acquiring)
      zones = source.current.withLock { $0 }
    }

    /// Takes over what was published since.
    mutating func refresh() {
      let newest = source.generation.load(ordering: .acquiring)
      guard newest != generation else { return }
      generation = newest
      zones = source.current.withLock { $0 }
    }
  }
}
