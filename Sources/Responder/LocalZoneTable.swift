internal import DNSWire

/// Zones by their names: many of them cost a name that lies in none no more than one look.
struct LocalZoneTable: Sendable {
  /// The zones' names and all names above them but the root.
  private let names: NameTable
  /// The zone of each name's number; absent for a name above one.
  private let zones: [ServedZone?]

  init(_ zones: [ServedZone]) {
    let byOrigin = Dictionary(zones.map { ($0.origin, $0) }) { first, _ in first }
    var seen: Set<Name> = []
    var names: [Name] = []
    for zone in zones {
      var name: Name? = zone.origin
      while let next = name, next != .root, seen.insert(next).inserted {
        names.append(next)
        name = next.parent
      }
    }
    self.names = NameTable(names)
    self.zones = names.map { byOrigin[$0] }
  }

  /// The zone with the longest name at or above a name.
  func closest(to name: borrowing QuestionName) -> ServedZone? {
    guard !zones.isEmpty else { return nil }
    var closest: ServedZone?
    for label in stride(from: name.labelCount - 1, through: 0, by: -1) {
      guard let number = name.withSuffix(fromLabel: label, { names.number(of: $0) }) else { return closest }
      closest = zones[number] ?? closest
    }
    return closest
  }
}
