internal import DNSWire
internal import Synchronization

/// The table that reader threads look services up in while one writer changes it, without locks. What makes that sound
/// stands at the top of PublishedMemory.swift.
///
/// Shape: an extendible hash. The root leads to a directory: its depth, then 2^depth segments. A segment has 512 slots; a
/// slot is ``free``, ``removed``, or an ``Entry`` with 15 bits of its hash and whether it is ``listed`` on top. A segment that is
/// full is replaced by two, so no single change costs more than a segment's worth of entries or the directory's words.
final class PublishedTable: Sendable {
  let root: Atomic<UInt>
  let epoch = Atomic<UInt>(1)
  private typealias Cells = InlineArray<64, ReaderCell>
  private let cells = Cells { _ in ReaderCell() }
  private let claimedCells = Atomic<Int>(0)
  /// Entries that are listed.
  let listedCount = Atomic<Int>(0)

  /// As many readers can be made.
  static var maximumReaders: Int { Cells.count }
  static let segmentSlots = 512
  /// An empty slot that ends a search.
  static let free: UInt = 0
  /// A slot whose entry was removed; a search goes on behind it.
  static let removed: UInt = 1
  /// The bit of a slot whose entry is one of those to go through.
  static let listed: UInt = 1 << 63
  /// The cell of a reader that is not inside.
  private static let outside: UInt = 0

  init() {
    let directory = Words(count: 2)
    directory.store(Words(count: Self.segmentSlots).word, at: 1)
    root = Atomic(directory.word)
  }

  /// A reader's cell on a cache line of its own, so that readers do not slow each other down.
  private struct ReaderCell: ~Copyable, Sendable {
    let epoch = Atomic<UInt>(PublishedTable.outside)
    let padding = InlineArray<7, UInt>(repeating: 0)
  }

  /// The entry called `label`; its hash is given.
  func entry(_ label: RawSpan, _ hash: UInt) -> Entry? {
    let word = Self.find(label, hash, in: segment(hash)).word
    return word == Self.free ? nil : Entry(word: word)
  }

  /// The segment in which the entry with a hash would be.
  func segment(_ hash: UInt) -> Words {
    let directory = Words(word: root.load(ordering: .acquiring))
    return Words(word: directory.load(1 + Self.directoryIndex(hash, depth: directory.load(0))))
  }

  /// Has the slot fetched where the entry with a hash will be looked for.
  func prefetch(_ hash: UInt) { segment(hash).prefetch(Self.firstSlot(hash)) }

  /// The first slot of a segment in which the entry with a hash may be.
  static func firstSlot(_ hash: UInt) -> Int { Int(truncatingIfNeeded: hash) & (segmentSlots - 1) }

  /// The word of what most likely is the entry with a hash; ``free`` where there is none. No entry is touched.
  func likelyWord(_ hash: UInt) -> UInt {
    let segment = segment(hash)
    var slot = Self.firstSlot(hash)
    while true {
      let word = segment.load(slot)
      if word == Self.free || word != Self.removed && (word & ~Self.listed) >> 48 == Self.tag(hash) { return word }
      slot = (slot + 1) & (Self.segmentSlots - 1)
    }
  }

  /// The place of a hash in a directory: its highest bits.
  static func directoryIndex(_ hash: UInt, depth: UInt) -> Int { Int(hash >> (UInt(UInt.bitWidth) - depth)) }

  /// The slot of the entry called `label` and its word; without one, the free slot where the search ended. There always is
  /// one, since the writer replaces a segment before its last.
  static func find(_ label: RawSpan, _ hash: UInt, in segment: Words) -> (slot: Int, word: UInt) {
    var slot = firstSlot(hash)
    while true {
      let word = segment.load(slot)
      if word == free { return (slot, free) }
      if word != removed, (word & ~listed) >> 48 == tag(hash), Entry(word: word).isNamed(label) { return (slot, word) }
      slot = (slot + 1) & (segmentSlots - 1)
    }
  }

  /// The bits of a hash that a slot keeps, so that most foreign names are passed over without touching their entries.
  static func tag(_ hash: UInt) -> UInt { hash >> 16 & 0x7FFF }

  /// Goes through the listed entries until `body` returns false. Of a segment that is being replaced by two, each entry is taken
  /// once: where the directory, as it is read place by place, has the segment of its hash.
  func forEachListed(_ body: (Entry) -> Bool) {
    let directory = Words(word: root.load(ordering: .acquiring))
    let depth = directory.load(0)
    var place = 0
    // Most entries may be others; behind the last of these nothing is left to look for.
    var left = listedCount.load(ordering: .relaxed)
    while place < 1 << Int(depth), left > 0 {
      let word = directory.load(1 + place)
      var end = place + 1
      while end < 1 << Int(depth), directory.load(1 + end) == word { end += 1 }
      let isDone = !forEachListed(in: Words(word: word)) { entry in
        guard (place..<end).contains(Self.directoryIndex(entry.hash, depth: depth)) else { return true }
        left -= 1
        return body(entry) && left > 0
      }
      if isDone { return }
      place = end
    }
  }

  /// Goes through the listed entries of a segment; whether `body` never returned false.
  private func forEachListed(in segment: Words, _ body: (Entry) -> Bool) -> Bool {
    for slot in 0..<Self.segmentSlots {
      let word = segment.load(slot)
      if word & Self.listed != 0, !body(Entry(word: word)) { return false }
    }
    return true
  }

  /// Takes a cell for a new reader. Readers are workers, event loops and the side that answers parked questions; they are
  /// made at the start, so running out is a mistake of the program.
  func claimCell() -> Int {
    let cell = claimedCells.add(1, ordering: .acquiringAndReleasing).oldValue
    precondition(cell < cells.count, "more readers than the index has cells for")
    return cell
  }

  /// Begins a reader's access: from here on nothing it finds is freed.
  func enter(_ cell: Int) {
    _ = cells[cell].epoch.exchange(epoch.load(ordering: .acquiring), ordering: .acquiringAndReleasing)
  }

  /// Ends a reader's access.
  func leave(_ cell: Int) { cells[cell].epoch.store(Self.outside, ordering: .releasing) }

  /// The lowest epoch since which a reader is inside; the highest number where none is.
  func lowestEpochInside() -> UInt {
    var lowest = UInt.max
    for cell in 0..<claimedCells.add(0, ordering: .acquiringAndReleasing).oldValue {
      let epoch = cells[cell].epoch.bitwiseOr(0, ordering: .acquiringAndReleasing).oldValue
      if epoch != Self.outside { lowest = min(lowest, epoch) }
    }
    return lowest
  }
}
