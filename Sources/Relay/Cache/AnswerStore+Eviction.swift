internal import DNSWire
internal import NIOCore

extension AnswerStore {
  /// Forgets what a question's entry says. The entry keeps its place until its turn comes, so that queues are worked through from
  /// the front alone.
  mutating func forget(_ question: RelayQuestion) {
    guard let place = places[question], let old = entries[place] else { return }
    replace(old, at: place, by: CacheEntry(forgotten: question))
  }

  /// Forgets what the entries of some questions say.
  mutating func forget(where isForgotten: (RelayQuestion) -> Bool) {
    for question in places.keys.filter(isForgotten) { forget(question) }
  }

  /// Puts an entry in the place of one with the same question, whose standing it takes over.
  mutating func replace(_ old: CacheEntry, at place: Int, by entry: CacheEntry) {
    var entry = entry
    entry.inherit(old)
    entries[place] = entry
    count(entry.octets - old.octets, isProven: entry.isProven)
  }

  /// Takes a new question's entry on probation.
  mutating func add(_ entry: CacheEntry) {
    let place = vacantPlaces.popLast() ?? entries.count
    if place == entries.count { entries.append(entry) } else { entries[place] = entry }
    places[entry.question] = place
    probation.append(place)
    count(entry.octets, isProven: false)
  }

  /// Works on by one entry in the queue that has too much; false where there is none. Each entry is let pass as
  /// often as its uses count at most, so that this comes to an end.
  mutating func evictOne(at now: NIODeadline) -> Bool {
    let isProbation = probationOctets > probationShare || proven.isEmpty
    guard let place = isProbation ? probation.popFirst() : proven.popFirst(), let entry = entries[place] else {
      return false
    }
    guard entry.uses > 0, entry.isUseful(at: now) else {
      remove(entry, at: place)
      return true
    }
    letPass(entry, at: place)
    return true
  }

  /// Moves an entry that was used to the end of the proven.
  private mutating func letPass(_ entry: CacheEntry, at place: Int) {
    if entry.isProven {
      entries[place]?.notePass()
    } else {
      entries[place]?.isProven = true
      probationOctets -= entry.octets
    }
    proven.append(place)
  }

  private mutating func remove(_ entry: CacheEntry, at place: Int) {
    places[entry.question] = nil
    entries[place] = nil
    vacantPlaces.append(place)
    count(-entry.octets, isProven: entry.isProven)
    evicted += 1
  }

  private mutating func count(_ octets: Int, isProven: Bool) {
    self.octets += octets
    if !isProven { probationOctets += octets }
  }
}
