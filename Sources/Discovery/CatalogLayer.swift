extension Catalog {
  /// What one source says.
  struct Layer: Sendable {
    let kind: SourceKind
    /// Instances by service; a service without instances has an entry only where the source lists it.
    private(set) var services: [String: ServiceSet] = [:]
    /// How many instances these have in all.
    private(set) var instanceCount = 0
    /// The sets by their names' spelling, of services some of whose names are not in lower case.
    var spellings: [String: [String: ServiceSet]] = [:]
    /// How the watches stand.
    private(set) var watches: [String: Word] = [:]
    /// The services whose instances are not the source's present word.
    var doubts: [String: Doubt] = [:]
    /// Until when an empty set is doubted.
    var holds: [String: Duration] = [:]
    /// What is left of the grace times of a service without instances, until its source says otherwise; absent: all.
    var graces: [String: Duration] = [:]
    private(set) var lostWatches = 0
    /// When a watch was last back.
    private(set) var lastReturn: Duration?
    /// Whether a listing source has listed its services.
    var hasSpoken = false
    /// Since when a listing source is gone.
    var lostSince: Duration?
    /// As many instances as a listing has that is being taken over in parts: until its end nothing is dropped as unconfirmed.
    var announcedCount: Int?
    /// What the limit on instances refused.
    var refusals = Refusals()

    init(_ kind: SourceKind) { self.kind = kind }

    /// Whether the source is gone: for a source that is watched one watch is enough, since it rarely fails for one service. One all of
    /// whose listing was refused is as good as gone.
    var isGone: Bool { lostSince != nil || lostWatches > 0 || refusals.listing != nil }

    /// Whether the source lists or watches a service, or did so before a restart.
    func mentions(_ name: String) -> Bool {
      services[name] != nil || watches[name] != nil || refusals.services[name] != nil
    }

    var names: Set<String> { Set(services.keys).union(watches.keys).union(refusals.services.keys) }

    /// The services that are listed or watched and have no instances.
    var namesWithoutInstances: Set<String> {
      Set(services.lazy.filter { $0.value.list.isEmpty }.map(\.key)).union(
        watches.keys.lazy.filter { self.services[$0] == nil }
      ).union(refusals.services.keys.lazy.filter { self.services[$0] == nil })
    }

    func word(on name: String) -> Word {
      switch kind {
      case .listing where !hasSpoken: isGone ? .gone : .waiting
      case .listing where refusals.services[name] != nil: .failed
      case .listing: services[name] == nil ? .nothing : .listed
      case .watching: watches[name] ?? .waiting
      }
    }

    mutating func receive(_ event: ListingEvent, at now: Duration) {
      switch event {
      case .all(let all):
        (services, instanceCount, spellings, doubts) = ([:], 0, [:], [:])
        refusals = Refusals()
        for (name, set) in all { replace(name, with: set) }
      case .changed(let changed):
        for (name, set) in changed { replace(name, with: set.list.isEmpty ? nil : set) }
        // What it has now may fit, so it is asked again soon.
        if refusals.listing != nil { return refusals.listing = Refusals.Refusal(count: 0) }
      case .lost: return noteLost(at: now)
      }
      noteListed()
    }

    /// Of names that differ only in case the instances are one service's; each comes and goes with its own spelling.
    private mutating func replace(_ name: String, with set: ServiceSet?) {
      let key = name.lowercased()
      noteAdmitted(key, name)
      if doubts[key]?.reason == .restored {
        doubts[key] = nil
        store(nil, of: key)
      }
      guard name != key || spellings[key] != nil else { return store(set, of: key) }
      var sets = spellings[key] ?? services[key].map { [key: $0] } ?? [:]
      sets[name] = set
      spellings[key] = sets.keys.allSatisfy { $0 == key } ? nil : sets
      store(Self.merged(sets), of: key)
    }

    /// The instances of all spellings of a name.
    static func merged(_ sets: [String: ServiceSet]) -> ServiceSet? {
      sets.count > 1 ? ServiceSet(sets.values.flatMap(\.instances)) : sets.values.first
    }

    /// Puts a set in the place of what was known of a service, and leaves all else.
    mutating func store(_ set: ServiceSet?, of name: String) {
      let old = if let set { services.updateValue(set, forKey: name) } else { services.removeValue(forKey: name) }
      instanceCount += (set?.list.count ?? 0) - (old?.list.count ?? 0)
    }

    /// Notes that a listing source has told all it has.
    mutating func noteListed() { (hasSpoken, lostSince) = (true, nil) }

    mutating func receive(_ event: WatchEvent, of name: String, at now: Duration, _ limits: StalenessLimits) {
      guard watches[name] != nil else { return }
      refusals.remove(name, name)
      switch event {
      case .current(let set):
        if isDoubtful(set, of: name, at: now, limits) { hold(name, at: now, limits) } else { take(set, of: name) }
        setWatch(name, .nothing, at: now)
      case .lost:
        doubt(name, .lost, at: now)
        setWatch(name, .gone, at: now)
      case .failed(_, let known):
        if let known { take(known, of: name) }
        doubt(name, .failed, at: now)
        setWatch(name, .failed, at: now)
      }
    }

    mutating func begin(watching name: String, at now: Duration) {
      if watches[name] == nil { setWatch(name, .waiting, at: now) }
    }

    mutating func end(watching name: String, at now: Duration) {
      setWatch(name, nil, at: now)
      refusals.remove(name, name)
      take(.empty, of: name)
    }

    mutating func setWatch(_ name: String, _ word: Word?, at now: Duration) {
      if watches[name] == .gone {
        lostWatches -= 1
        if word != .gone { lastReturn = now }
      }
      watches[name] = word
      if word == .gone { lostWatches += 1 }
    }
  }
}
