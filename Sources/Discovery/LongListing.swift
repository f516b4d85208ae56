/// All that a listing source has, gone through in parts, so that others are not held up by a long one: a value.
struct LongListing {
  private let services: [String: ServiceSet]
  /// Names of which there are spellings that are not in lower case.
  private let spellings: [String: [String]]
  private var position: Dictionary<String, ServiceSet>.Index
  private var spelled: [String]

  /// As many services are taken over at a time: they take less than a millisecond.
  static let partLength = 64

  init(_ services: [String: ServiceSet]) {
    self.services = services
    spellings = Self.spellings(of: services)
    spelled = Array(spellings.keys)
    position = services.startIndex
  }

  /// The next services; absent behind the last.
  mutating func next() -> ListingPart? {
    var part = ListingPart()
    while part.services.count < Self.partLength, position != services.endIndex {
      let (name, set) = services[position]
      services.formIndex(after: &position)
      if !Self.isOther(name), spellings[name] == nil { part.services.append((name, [name: set])) }
    }
    while part.services.count < Self.partLength, let name = spelled.popLast() {
      let sets = (spellings[name] ?? []).map { ($0, services[$0] ?? .empty) }
      part.services.append((name, Dictionary(uniqueKeysWithValues: sets)))
    }
    return part.services.isEmpty ? nil : part
  }

  /// Whether a service is listed, by its name in lower case.
  func contains(_ name: String) -> Bool { services[name] != nil || spellings[name] != nil }

  private static func spellings(of services: [String: ServiceSet]) -> [String: [String]] {
    var spellings: [String: [String]] = [:]
    for name in services.keys where isOther(name) { spellings[name.lowercased(), default: []].append(name) }
    for name in spellings.keys where services[name] != nil && !isOther(name) { spellings[name]?.append(name) }
    return spellings
  }

  /// Whether a name may be other than the name in lower case.
  private static func isOther(_ name: String) -> Bool {
    !name.utf8.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) }
  }
}

extension ListingEvent {
  /// Whether taking it in may take more than a part of a long listing does; all that a source has may be little, and what is gone a lot.
  var mayBeLong: Bool {
    switch self {
    case .all: true
    case .changed(let services): services.count > LongListing.partLength
    case .lost: false
    }
  }
}

/// Services of a listing by their names in lower case, each with its sets by the spellings of the name: without any it is gone.
struct ListingPart {
  var services: [(name: String, sets: [String: ServiceSet])] = []

  /// Services that are listed no longer.
  init(gone names: some Sequence<String>) { services = names.map { ($0, [:]) } }

  init() {}
}
