extension Catalog {
  /// What one source says.
  struct Layer: Sendable {
    let kind: SourceKind
    /// Instances by service; a service without instances has an entry only where the source lists it.
    private(set) var services: [String: ServiceSet] = [:]
    /// The sets by their names' spelling, of services some of whose names are not in lower case.
    private var spellings: [String: [String: ServiceSet]] = [:]
    /// How the watches stand.
    private var watches: [String: Word] = [:]
    private var lostWatches = 0
    /// Whether a listing source has listed its services.
    private(set) var hasSpoken = false
    private var isLost = false

    init(_ kind: SourceKind) { self.kind = kind }

    /// What a source says about a service without instances; of several sources the highest counts.
    enum Word: Int, Comparable, Sendable {
      /// It has none.
      case nothing
      /// It lists the service, without instances.
      case listed
      /// It could be asked, but not about this.
      case failed
      /// It could not be asked.
      case gone
      /// It has not answered yet.
      case waiting

      static func < (left: Word, right: Word) -> Bool { left.rawValue < right.rawValue }
    }

    /// Whether the source is gone: for a source that is watched one watch is enough, since it rarely fails for one service.
    var isGone: Bool { isLost || lostWatches > 0 }

    /// Whether the source lists or watches a service.
    func mentions(_ name: String) -> Bool { services[name] != nil || watches[name] != nil }

    var names: Set<String> { Set(services.keys).union(watches.keys) }

    func word(on name: String) -> Word {
      switch kind {
      case .listing: hasSpoken ? (services[name] == nil ? .nothing : .listed) : isLost ? .gone : .waiting
      case .watching: watches[name] ?? .waiting
      }
    }

    mutating func receive(_ event: ListingEvent) {
      switch event {
      case .all(let all):
        (services, spellings) = ([:], [:])
        for (name, set) in all { replace(name, with: set) }
      case .changed(let changed):
        for (name, set) in changed { replace(name, with: set.instances.isEmpty ? nil : set) }
      case .lost: return isLost = true
      }
      (hasSpoken, isLost) = (true, false)
    }

    /// Of names that differ only in case the instances are one service's; each comes and goes with its own spelling.
    private mutating func replace(_ name: String, with set: ServiceSet?) {
      let key = name.lowercased()
      guard name != key || spellings[key] != nil else { return services[key] = set }
      var sets = spellings[key] ?? services[key].map { [key: $0] } ?? [:]
      sets[name] = set
      spellings[key] = sets.keys.allSatisfy { $0 == key } ? nil : sets
      services[key] = sets.count > 1 ? ServiceSet(sets.values.flatMap(\.instances)) : sets.values.first
    }

    mutating func receive(_ event: WatchEvent, of name: String) {
      guard watches[name] != nil else { return }
      switch event {
      case .current(let set):
        services[name] = set.instances.isEmpty ? nil : set
        setWatch(name, .nothing)
      case .lost: setWatch(name, .gone)
      case .failed(_, let known):
        if let known { services[name] = known.instances.isEmpty ? nil : known }
        setWatch(name, .failed)
      }
    }

    mutating func begin(watching name: String) { if watches[name] == nil { setWatch(name, .waiting) } }

    mutating func end(watching name: String) {
      setWatch(name, nil)
      services[name] = nil
    }

    private mutating func setWatch(_ name: String, _ word: Word?) {
      if watches[name] == .gone { lostWatches -= 1 }
      watches[name] = word
      if word == .gone { lostWatches += 1 }
    }
  }
}
