internal import DNSWire
internal import Synchronization

/// Queries of one responder on their way to the log: written by its thread, read by one other, without a lock or an allocation.
///
/// The writer owns `written` and the records from it on, the reader `read` and those before `written`; each sees the other's number
/// only after what belongs to it was stored. A record that finds no room is counted and dropped.
package final class QueryRing: Sendable {
  /// As many records wait for the reader, who comes twenty times a second: ten thousand queries a second of one thread.
  static let records = 512
  /// Words of a record: five, and the 255 octets of the longest name.
  private static let recordWords = 40
  private static let fixedWords = 5

  private let cells = InlineArray<20_480, Atomic<UInt64>> { _ in Atomic(0) }
  private let written = Atomic<Int>(0)
  private let read = Atomic<Int>(0)
  private let dropped = Atomic<Int>(0)

  /// An empty ring.
  package init() {}

  /// How many records found no room.
  package var droppedCount: Int { dropped.load(ordering: .relaxed) }

  /// Adds a record; by the one thread that writes.
  func add(_ facts: QueryFacts, from client: ClientAddress, at time: UInt64, _ name: borrowing QuestionName) {
    let number = written.load(ordering: .relaxed)
    guard number - read.load(ordering: .acquiring) < Self.records else {
      return dropped.store(dropped.load(ordering: .relaxed) + 1, ordering: .relaxed)
    }
    let start = number % Self.records * Self.recordWords
    let length = facts.hasQuestion ? name.length : 0
    store(time, start)
    store(client.high, start + 1)
    store(client.low, start + 2)
    store(facts.word, start + 3)
    store(UInt64(client.length) << 32 | UInt64(length), start + 4)
    if length > 0 { name.withSuffix(fromLabel: 0) { store($0, start + Self.fixedWords) } }
    written.store(number + 1, ordering: .releasing)
  }

  private func store(_ word: UInt64, _ place: Int) { cells[place].store(word, ordering: .relaxed) }

  private func store(_ octets: RawSpan, _ start: Int) {
    var (offset, place) = (0, start)
    while offset < octets.byteCount {
      var word: UInt64 = 0
      for index in offset..<min(offset + 8, octets.byteCount) {
        word |= UInt64(octets.octet(at: index)) << UInt64((index - offset) * 8)
      }
      store(word, place)
      (offset, place) = (offset + 8, place + 1)
    }
  }

  /// The oldest record, which is gone then; by the one thread that reads.
  package func take() -> LoggedQuery? {
    let number = read.load(ordering: .relaxed)
    guard number < written.load(ordering: .acquiring) else { return nil }
    let start = number % Self.records * Self.recordWords
    let words = (0..<Self.recordWords).map { cells[start + $0].load(ordering: .relaxed) }
    read.store(number + 1, ordering: .releasing)
    let length = Int(truncatingIfNeeded: words[4] & 0xFFFF_FFFF)
    let octets = words.dropFirst(Self.fixedWords).flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
    }
    return LoggedQuery(
      time: words[0],
      client: ClientAddress(high: words[1], low: words[2], length: Int(truncatingIfNeeded: words[4] >> 32)),
      name: try? Name(wire: Array(octets.prefix(length))), facts: QueryFacts(word: words[3]))
  }
}
