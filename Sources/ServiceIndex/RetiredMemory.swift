internal import Synchronization

/// Memory that was unlinked from a table and waits until no reader can see it.
struct RetiredMemory {
  private let table: PublishedTable
  /// Whether memory is overwritten before it is freed; for tests.
  private let poisons: Bool
  private var waiting: [Item] = []
  /// Octets that wait.
  private(set) var octets = 0

  /// Looking at the readers costs a write to each one's cell, so it is done once for this many changes.
  private static let itemsBeforeLooking = 64
  /// At this much memory the writer waits for the readers, whose batches take microseconds.
  private static let maximumOctets = 64 << 20

  private struct Item {
    let memory: Memory
    /// The epoch that had begun when the memory was out of reach.
    let epoch: UInt
  }

  private enum Memory {
    case entry(Entry)
    case words(Words, count: Int)

    var octets: Int {
      switch self {
      case .entry(let entry): entry.length
      case .words(_, let count): count * MemoryLayout<UInt>.size
      }
    }
  }

  init(_ table: PublishedTable, poisons: Bool) {
    self.table = table
    self.poisons = poisons
  }

  mutating func add(_ entry: Entry) { add(.entry(entry)) }

  mutating func add(_ words: Words, count: Int) { add(.words(words, count: count)) }

  private mutating func add(_ memory: Memory) {
    waiting.append(Item(memory: memory, epoch: table.epoch.add(1, ordering: .acquiringAndReleasing).newValue))
    octets += memory.octets
    if waiting.count % Self.itemsBeforeLooking == 0 { freeUnseen() }
    while octets > Self.maximumOctets { freeUnseen() }
  }

  /// Frees what no reader can see any more.
  mutating func freeUnseen() {
    let lowest = table.lowestEpochInside()
    let unseen = waiting.prefix { $0.epoch <= lowest }.count
    for item in waiting.prefix(unseen) {
      octets -= item.memory.octets
      switch item.memory {
      case .entry(let entry): entry.free(poisoned: poisons)
      case .words(let words, let count): words.free(count: count, poisoned: poisons)
      }
    }
    waiting.removeFirst(unseen)
  }
}
