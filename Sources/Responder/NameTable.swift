internal import DNSWire

/// Names in lower-case wire form with a number each, made once and then only looked at: a hash table without anything to
/// allocate or count references of.
struct NameTable: Sendable {
  /// The names, one after the other.
  private var octets: [UInt8] = []
  /// Where a number's name lies in `octets`.
  private var ranges: [Range<Int>] = []
  /// A number plus one in the place of its name's hash or behind it; zero is free.
  private var slots: [UInt32]

  /// A table of `names`, each with its place in the list as number; no name twice.
  init(_ names: [Name]) {
    var capacity = 8
    while capacity < names.count * 2 { capacity *= 2 }
    slots = [UInt32](repeating: 0, count: capacity)
    for (number, name) in names.enumerated() {
      let wire = name.lowercased.wire
      ranges.append(octets.count..<(octets.count + wire.count))
      octets += wire
      slots[freeSlot(for: wire.withOctets(Self.hash))] = UInt32(number + 1)
    }
  }

  /// The number of a name in lower-case wire form.
  func number(of name: RawSpan) -> Int? {
    var slot = Self.hash(name) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if octets.withOctets({ $0.extracting(ranges[number]).hasSameOctets(as: name) }) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func freeSlot(for hash: Int) -> Int {
    var slot = hash & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  /// Without a key: whoever asks does not choose the names that are in the table. Eight octets at a time; the last eight may be partly
  /// taken already.
  private static func hash(_ name: RawSpan) -> Int {
    var hash = UInt64(name.byteCount)
    guard name.byteCount >= 8 else { return hashFew(name, hash) }
    var offset = 0
    while offset &+ 8 < name.byteCount {
      hash = mix(hash ^ name.uint64(at: offset))
      offset &+= 8
    }
    return Int(truncatingIfNeeded: mix(hash ^ name.uint64(at: name.byteCount - 8)))
  }

  /// The same of less than eight octets.
  private static func hashFew(_ name: RawSpan, _ start: UInt64) -> Int {
    var hash = start
    for offset in 0..<name.byteCount { hash = hash << 8 ^ UInt64(name.octet(at: offset)) }
    return Int(truncatingIfNeeded: mix(hash))
  }

  /// Spreads each bit over all, by the finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
