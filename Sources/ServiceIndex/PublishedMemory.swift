internal import CPrefetch
internal import DNSWire
internal import Synchronization

// The one file that knows pointers: memory that reader threads read while one writer replaces it.
//
// What is read here is valid because of three rules, which PublishedTable and TableWriter keep:
//
// 1. A handle reaches a reader only through a word of `Words` or the table's root, stored (release) after the memory was
//    filled and loaded (acquire) before it is used. Entries are never changed after that.
// 2. What is freed was unlinked before: every word that led to it was overwritten, then the table's epoch grew to E
//    (acquire-release), and the memory was noted with E.
// 3. Memory noted with E is freed only once a read-modify-write (acquire-release) of every reader's cell has found it outside, or
//    inside since an epoch of at least E.
//    - Inside since e >= E: the reader read e (acquire) after the growth to E and so after the unlinking; nothing it has loaded
//      since leads to the memory, and what it did before was over when it put e into its cell.
//    - Outside: what the reader did before it left (release) is over. When it enters again, it exchanges the same cell
//      (acquire-release) and so reads from that read-modify-write or a later one: it sees the unlinking.
//    - A reader that claimed its cell after the number of claimed cells was read, by a read-modify-write, as above: its claim
//      is one too, of the same word, so it sees the unlinking.
//
// A cell has one reader and the table one writer (its state is in a Mutex), so these are all the cases. Words are
// `Atomic<UInt>`, since an atomic pointer is not Sendable; only this file makes a word of a pointer or a pointer of a word.

/// An array of atomic words on the heap: a directory or a segment of the table.
@safe struct Words {
  private let first: UnsafeMutablePointer<Atomic<UInt>>
  /// The handle as a word, to be kept in another array or the root.
  var word: UInt { UInt(bitPattern: unsafe first) }

  /// An array of `count` words, all zero; freed by ``free(_:)``.
  init(count: Int) {
    unsafe first = .allocate(capacity: count)
    for index in 0..<count { unsafe (first + index).initialize(to: Atomic(0)) }
  }

  /// The array whose ``word`` this is.
  init(word: UInt) {
    guard let first = unsafe UnsafeMutablePointer<Atomic<UInt>>(bitPattern: word) else { preconditionFailure() }
    unsafe self.first = first
  }

  func load(_ index: Int) -> UInt { unsafe first[index].load(ordering: .acquiring) }

  func store(_ value: UInt, at index: Int) { unsafe first[index].store(value, ordering: .releasing) }

  /// Has a word fetched, which will be read soon.
  func prefetch(_ index: Int) { unsafe prefetch_line(first + index) }

  /// Adds one and returns what was there; counters order nothing.
  func increment(_ index: Int) -> UInt { unsafe first[index].wrappingAdd(1, ordering: .relaxed).oldValue }

  /// Sets a flag, without writing where it is set already, so that its cache line stays shared.
  func raise(_ index: Int) {
    if unsafe first[index].load(ordering: .relaxed) == 0 { unsafe first[index].store(1, ordering: .relaxed) }
  }

  /// Clears a flag and returns whether it was set.
  func clear(_ index: Int) -> Bool { unsafe first[index].exchange(0, ordering: .relaxed) != 0 }

  /// Gives the memory back; `poisoned` overwrites it first, so that a reader that should not be there is found out.
  func free(count: Int, poisoned: Bool) {
    if poisoned { for index in 0..<count { store(UInt(bitPattern: -1), at: index) } }
    unsafe first.deallocate()  // Atomic<UInt> is trivial: nothing to deinitialize
  }
}

/// A service's fragments on the heap, with the handle of its counters. Never changed once published.
@safe @usableFromInline struct Entry {
  private let base: UnsafeMutableRawPointer
  /// The handle as a word, to be kept in a slot: the address, which has 48 bits, since Linux gives a process no more unless
  /// it asks for it.
  var word: UInt { UInt(bitPattern: unsafe base) }

  private static let countersOffset = 0
  private static let lengthOffset = 8
  private static let octetsOffset = 16

  /// An entry of `octets` and the ``Words/word`` of its counters; freed by ``free(poisoned:)``.
  init(_ octets: [UInt8], counters: Words) {
    unsafe base = .allocate(byteCount: Self.octetsOffset + octets.count, alignment: 8)
    unsafe base.storeBytes(of: counters.word, toByteOffset: Self.countersOffset, as: UInt.self)
    unsafe base.storeBytes(of: octets.count, toByteOffset: Self.lengthOffset, as: Int.self)
    unsafe octets.withUnsafeBytes { source in
      unsafe UnsafeMutableRawBufferPointer(start: base + Self.octetsOffset, count: octets.count).copyMemory(
        from: source)
    }
    precondition(word >> 48 == 0, "an address of more than 48 bits")
  }

  /// The entry whose ``word`` has these low 48 bits.
  init(word: UInt) {
    guard let base = unsafe UnsafeMutableRawPointer(bitPattern: word & 0xFFFF_FFFF_FFFF) else { preconditionFailure() }
    unsafe self.base = base
  }

  /// The counters, which outlive the entry while the service stays.
  var counters: Words { Words(word: unsafe base.load(fromByteOffset: Self.countersOffset, as: UInt.self)) }

  /// Octets of the fragments.
  var length: Int { unsafe base.load(fromByteOffset: Self.lengthOffset, as: Int.self) }

  /// Has the beginning fetched, which will be read soon: of a service of five instances that is all, about 250 octets, which begin
  /// anywhere in a line.
  func prefetch() {
    for line in 0..<5 { unsafe prefetch_line(base + line * 64) }
  }

  /// Lends the fragments.
  func withOctets<Result>(_ body: (RawSpan) -> Result) -> Result {
    // Valid by the rules above while the reader is inside; the span cannot outlive the call.
    body(unsafe RawSpan(_unsafeStart: base + Self.octetsOffset, byteCount: length))
  }

  /// Gives the memory back; `poisoned` overwrites it first.
  func free(poisoned: Bool) {
    if poisoned {
      unsafe (base + Self.octetsOffset).initializeMemory(as: UInt8.self, repeating: 0xFF, count: length)
    }
    unsafe base.deallocate()
  }
}
