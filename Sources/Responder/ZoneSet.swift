internal import DNSWire

/// The zones that are served, the ones with the longest names first, so that the first match is the closest.
package struct ZoneSet: Sendable {
  /// The zones, longest name first.
  package let zones: [ServedZone]
  /// Zones that every server of this kind has, looked at only for names that none of the others has.
  private var local: LocalZoneTable
  /// The zone in which hosts of addresses are named: the first of services, as they were given.
  let hostZone: ServedZone?
  /// Whether there are zones in which addresses have names.
  package var hasReverseZones: Bool { zones.contains { $0.reverseFamily != nil } }

  /// A set of zones; the first one of services names the hosts of addresses. A local zone whose name another zone has is left
  /// out.
  package init(_ zones: [ServedZone], local: LocalZones = .none) {
    hostZone = zones.first { $0.reverseFamily == nil }
    self.zones = zones.sorted { $0.originLabelCount > $1.originLabelCount }
    self.local = LocalZoneTable([], holes: [])
    replaceLocal(with: local)
  }

  /// Puts other zones in the place of those that every server of this kind has.
  package mutating func replaceLocal(with local: LocalZones) {
    let origins = Set(zones.map(\.origin))
    self.local = LocalZoneTable(local.zones.filter { !origins.contains($0.origin) }, holes: local.holes)
  }

  /// The zone that answers for a name. DS at an apex is a matter of the zone above, where that delegates the name: RFC 4035
  /// section 3.1.4.1. It is lent for the message in hand, see ``ZoneInHand``.
  @unsafe func closest(to name: borrowing QuestionName, for type: RecordType) -> ZoneInHand? {
    var closest: ZoneInHand?
    for index in zones.indices where zones[index].contains(name) {
      let depth = name.labelCount - zones[index].originLabelCount
      if closest == nil && (type != .ds || depth > 0) { return unsafe ZoneInHand(zones[index]) }
      if closest != nil, zones[index].cut(name, depth: depth)?.label == 0 { return unsafe ZoneInHand(zones[index]) }
      closest = unsafe closest ?? ZoneInHand(zones[index])
    }
    return closest ?? local.closest(to: name).map { unsafe ZoneInHand($0) }
  }

  /// Whether what a name has in front of its origin, `depth` labels, ends in the origin of a zone: a client's search list has
  /// lengthened a name that was whole.
  func hasSearchSuffix(_ name: borrowing QuestionName, depth: Int) -> Bool {
    guard depth > 1 else { return false }
    for zone in zones where zone.isEnd(of: depth, labelsOf: name) { return true }
    return false
  }
}
