internal import DNSWire
internal import Synchronization

/// The one writer of a ``PublishedTable``: changes it entry by entry and frees what no reader can see any more.
struct TableWriter {
  private let table: PublishedTable
  private var retired: RetiredMemory
  /// Slots of each segment that are not free, by its word.
  private var used: [UInt: Int]
  /// Services in the table.
  private(set) var count = 0

  /// A segment is replaced at three quarters: beyond, searches grow long.
  private static let fullSegment = PublishedTable.segmentSlots * 3 / 4
  /// A segment that is full of removed slots is replaced by one, else by two.
  private static let entriesForTwo = fullSegment / 2

  init(_ table: PublishedTable, poisons: Bool) {
    self.table = table
    retired = RetiredMemory(table, poisons: poisons)
    used = [Words(word: table.root.load(ordering: .relaxed)).load(1): 0]
  }

  /// Octets that wait until no reader can see them.
  var retiredOctets: Int { retired.octets }

  /// The entry called `label`.
  func entry(_ label: RawSpan) -> Entry? { table.entry(label, NameHash.of(label)) }

  /// Whether the entry called `label` is listed.
  func isListed(_ label: RawSpan) -> Bool {
    let hash = NameHash.of(label)
    return PublishedTable.find(label, hash, in: segment(of: hash)).word & PublishedTable.listed != 0
  }

  /// Puts an entry into the table, in the place of the one with its name. Its counters are that one's, if there is one.
  mutating func insert(_ octets: [UInt8], named label: RawSpan, isListed: Bool) {
    let hash = NameHash.of(label)
    let segment = segment(of: hash)
    let (slot, word) = PublishedTable.find(label, hash, in: segment)
    let counters = word == PublishedTable.free ? Words(count: Counter.count) : Entry(word: word).counters
    let flags = PublishedTable.tag(hash) << 48 | (isListed ? PublishedTable.listed : 0)
    segment.store(Entry(octets, counters: counters).word | flags, at: slot)
    count(isListed, instead: word)
    if word == PublishedTable.free {
      count += 1
      used[segment.word, default: 0] += 1
      if used[segment.word, default: 0] >= Self.fullSegment { replace(segment, of: hash) }
    } else {
      retired.add(Entry(word: word))
    }
  }

  /// Takes the entry called `label` out of the table, and its counters with it.
  mutating func remove(_ label: RawSpan) {
    let hash = NameHash.of(label)
    let segment = segment(of: hash)
    let (slot, word) = PublishedTable.find(label, hash, in: segment)
    guard word != PublishedTable.free else { return }
    segment.store(PublishedTable.removed, at: slot)
    count(false, instead: word)
    count -= 1
    retired.add(Entry(word: word).counters, count: Counter.count)
    retired.add(Entry(word: word))
  }

  /// Counts an entry that is listed, or not, in the place of a slot's word.
  private func count(_ isListed: Bool, instead word: UInt) {
    let change = (isListed ? 1 : 0) - (word & PublishedTable.listed == 0 ? 0 : 1)
    if change != 0 { table.listedCount.add(change, ordering: .relaxed) }
  }

  private var directory: Words { Words(word: table.root.load(ordering: .relaxed)) }

  private func segment(of hash: UInt) -> Words {
    Words(word: directory.load(1 + place(of: hash)))
  }

  /// Replaces a segment that is full by one or two with the same entries and no removed slots.
  private mutating func replace(_ segment: Words, of hash: UInt) {
    let words = (0..<PublishedTable.segmentSlots).map(segment.load).filter { $0 > PublishedTable.removed }
    let parts = words.count > Self.entriesForTwo ? 2 : 1
    if parts == 2, share(of: segment, hash).count == 1 { doubleDirectory() }
    let share = share(of: segment, hash)
    let segments = (0..<parts).map { _ in Words(count: PublishedTable.segmentSlots) }
    for part in segments { used[part.word] = 0 }
    for word in words {
      let hash = Entry(word: word).hash
      put(word, hash, into: segments[(place(of: hash) - share.lowerBound) * parts / share.count])
    }
    for index in share {
      directory.store(segments[(index - share.lowerBound) * parts / share.count].word, at: 1 + index)
    }
    used[segment.word] = nil
    retired.add(segment, count: PublishedTable.segmentSlots)
  }

  private func place(of hash: UInt) -> Int { PublishedTable.directoryIndex(hash, depth: directory.load(0)) }

  /// The places of the directory that lead to a segment: neighbours, since they share their highest bits.
  private func share(of segment: Words, _ hash: UInt) -> Range<Int> {
    let directory = directory
    var (first, last) = (place(of: hash), place(of: hash))
    while first > 0, directory.load(first) == segment.word { first -= 1 }
    while last + 1 < 1 << Int(directory.load(0)), directory.load(2 + last) == segment.word { last += 1 }
    return first..<(last + 1)
  }

  private mutating func put(_ word: UInt, _ hash: UInt, into segment: Words) {
    var slot = Int(truncatingIfNeeded: hash) & (PublishedTable.segmentSlots - 1)
    while segment.load(slot) != PublishedTable.free { slot = (slot + 1) & (PublishedTable.segmentSlots - 1) }
    segment.store(word, at: slot)
    used[segment.word, default: 0] += 1
  }

  private mutating func doubleDirectory() {
    let (old, depth) = (directory, directory.load(0))
    let new = Words(count: 1 + 2 << Int(depth))
    new.store(depth + 1, at: 0)
    for index in 0..<(2 << Int(depth)) { new.store(old.load(1 + index / 2), at: 1 + index) }
    table.root.store(new.word, ordering: .releasing)
    retired.add(old, count: 1 + 1 << Int(depth))
  }

  /// Frees all there is. Only where no reader is left.
  mutating func freeEverything() {
    for segment in used.keys.map(Words.init(word:)) {
      for word in (0..<PublishedTable.segmentSlots).map(segment.load) where word > PublishedTable.removed {
        retired.add(Entry(word: word).counters, count: Counter.count)
        retired.add(Entry(word: word))
      }
      retired.add(segment, count: PublishedTable.segmentSlots)
    }
    retired.add(directory, count: 1 + 1 << Int(directory.load(0)))
    retired.freeUnseen()
  }
}
