internal import DNSWire

/// Zones by their names: many of them cost a name that lies in none no more than one look.
struct LocalZoneTable: Sendable {
  /// The zones' names and all names above them but the root.
  private let names: NameTable
  /// What is at each name's number.
  private let places: [Place]

  /// What is at a name.
  private enum Place {
    case zone(ServedZone)
    /// It is in no zone, nor is what lies beneath, whatever lies above.
    case hole
    /// A zone or a hole lies beneath it.
    case above
  }

  /// A table of zones; a hole with a zone's name takes its place.
  init(_ zones: [ServedZone], holes: [Name]) {
    var places = Dictionary(zones.map { ($0.origin, Place.zone($0)) }) { first, _ in first }
    for hole in holes { places[hole] = .hole }
    let names = Self.withParents(zones.map(\.origin) + holes)
    self.names = NameTable(names)
    self.places = names.map { places[$0] ?? .above }
  }

  /// Names and all above them but the root, each once.
  private static func withParents(_ origins: [Name]) -> [Name] {
    var seen: Set<Name> = []
    var names: [Name] = []
    for origin in origins {
      var name: Name? = origin
      while let next = name, next != .root, seen.insert(next).inserted {
        names.append(next)
        name = next.parent
      }
    }
    return names
  }

  /// The zone with the longest name at or above a name.
  func closest(to name: borrowing QuestionName) -> ServedZone? {
    guard !places.isEmpty else { return nil }
    var closest: ServedZone?
    for label in stride(from: name.labelCount - 1, through: 0, by: -1) {
      guard let number = name.withSuffix(fromLabel: label, { names.number(of: $0) }) else { return closest }
      switch places[number] {
      case .zone(let zone): closest = zone
      case .hole: closest = nil
      case .above: break
      }
    }
    return closest
  }
}
