internal import DNSWire
internal import NIOCore

/// Entries by question, within a bound of memory.
struct AnswerStore: Sendable {
  private let maximumOctets: Int
  /// The octets that answers on probation may take once the room is full. A tenth: enough for all that comes in the time between two
  /// questions for what is in use, and all that strangers can have.
  let probationShare: Int
  /// Entries by place; absent where a place is vacant.
  var entries: [CacheEntry?] = []
  var places: [RelayQuestion: Int] = [:]
  var vacantPlaces: [Int] = []
  /// Places in the order in which their entries came.
  var probation = CircularBuffer<Int>()
  /// Places of entries that were used while on probation.
  var proven = CircularBuffer<Int>()
  /// Octets of memory that the entries on probation take.
  var probationOctets = 0
  /// Octets of memory that all entries take.
  var octets = 0
  /// Entries that were pushed out.
  var evicted = 0

  init(maximumOctets: Int) {
    self.maximumOctets = maximumOctets
    probationShare = maximumOctets / 10
  }

  var count: Int { places.count }

  /// The entry of a question, which counts as used.
  mutating func use(_ question: RelayQuestion) -> CacheEntry? {
    guard let place = places[question] else { return nil }
    entries[place]?.noteUse()
    return entries[place]
  }

  /// Notes a failure with a question's answer; false where there is none that could be given instead.
  mutating func noteFailure(for question: RelayQuestion, at now: NIODeadline) -> Bool {
    guard let place = places[question] else { return false }
    return entries[place]?.noteFailure(at: now) ?? false
  }

  /// Keeps an entry, in place of the one that has its question; one that takes more than the probation's share is not kept.
  mutating func keep(_ entry: CacheEntry, at now: NIODeadline) {
    guard entry.octets <= probationShare else { return forget(entry.question) }
    if let place = places[entry.question], let old = entries[place] {
      replace(old, at: place, by: entry)
    } else {
      add(entry)
    }
    while octets > maximumOctets, evictOne(at: now) {}
  }
}
