internal import DNSWire

/// Why a reply is no whole message.
struct MalformedReply: Error, Equatable {}

/// A position in an upstream's message, whose names are followed to their end.
///
/// A pointer has to lead to where a label of an earlier name begins (RFC 1035 section 4.1.4: a prior occurrence), so no name
/// depends on what is not part of names and may change: the header, TTLs, an OPT record.
struct ReplyReader {
  private(set) var octets: [UInt8]
  /// Octets from the start of the message.
  private(set) var offset: Int
  private var labelStarts: OctetSet
  /// From here on pointers are noted; what is behind will move.
  private var notesPointers = false
  /// Where the noted pointers stand.
  private(set) var notedPointers: [Int] = []

  /// The most pointers in one name: as many as it can have labels. Real ones have one or two.
  private static let maximumPointers = 127

  init(_ octets: [UInt8], at offset: Int) {
    self.octets = octets
    self.offset = offset
    labelStarts = OctetSet(count: octets.count)
  }

  mutating func readUInt16() throws(MalformedReply) -> UInt16 {
    try skip(2)
    return octets.uint16(at: offset - 2)
  }

  mutating func readUInt32() throws(MalformedReply) -> UInt32 {
    try skip(4)
    return octets.uint32(at: offset - 4)
  }

  mutating func skip(_ count: Int) throws(MalformedReply) {
    guard count <= octets.count - offset else { throw MalformedReply() }
    offset += count
  }

  /// Steps over a character string, RFC 1035 section 3.3.
  mutating func skipString() throws(MalformedReply) {
    try skip(1)
    try skip(Int(octets[offset - 1]))
  }

  /// Changes a TTL that was read.
  mutating func store(_ ttl: UInt32, at offset: Int) { octets.store(ttl, at: offset) }

  /// Notes from here on where pointers stand.
  mutating func notePointers() { notesPointers = true }

  /// Whether an OPT record begins here: the root as owner, then its type.
  var isAtOPT: Bool {
    octets.count - offset > 2 && octets[offset] == 0 && octets.uint16(at: offset + 1) == RecordType.opt.rawValue
  }

  /// Steps over a name, which is read to its end.
  mutating func readName() throws(MalformedReply) {
    let start = offset
    var length = 0
    while let label = try readLabel() {
      length += 1 + label
      guard length <= Name.maximumLength else { throw MalformedReply() }
      if label == 0 { return }
    }
    try follow(pointerAt: offset - 2, nameAt: start, length)
  }

  /// Steps over a label and says how long it is; absent where it is a pointer.
  private mutating func readLabel() throws(MalformedReply) -> Int? {
    let start = offset
    try skip(1)
    let octet = octets[start]
    guard octet & 0xC0 == 0xC0 || octet <= Name.maximumLabelLength else { throw MalformedReply() }
    try skip(octet & 0xC0 == 0xC0 ? 1 : Int(octet))
    labelStarts.insert(start)
    return octet & 0xC0 == 0xC0 ? nil : Int(octet)
  }

  /// Follows a name from its first pointer on.
  private mutating func follow(pointerAt pointer: Int, nameAt start: Int, _ length: Int) throws(MalformedReply) {
    if notesPointers { notedPointers.append(pointer) }
    var walk = NameWalk(position: pointer, limit: start, length: length)
    while try step(&walk) {}
  }

  /// One step along a name whose octets were all read before; false at its end. Every pointer leads before the part of the name
  /// that it ends, so there are no loops.
  private func step(_ walk: inout NameWalk) throws(MalformedReply) -> Bool {
    let octet = Int(octets[walk.position])
    guard octet < 0xC0 else {
      let target = Int(octets.uint16(at: walk.position) & 0x3FFF)
      guard target < walk.limit, labelStarts.contains(target), walk.pointers < Self.maximumPointers else {
        throw MalformedReply()
      }
      (walk.position, walk.limit, walk.pointers) = (target, target, walk.pointers + 1)
      return true
    }
    walk.position += 1 + octet
    walk.length += 1 + octet
    guard walk.length <= Name.maximumLength else { throw MalformedReply() }
    return octet > 0
  }
}

/// How far a name has been followed.
private struct NameWalk {
  var position: Int
  /// Pointers have to lead before this.
  var limit: Int
  /// Octets of the name so far.
  var length: Int
  /// Pointers so far.
  var pointers = 0
}

/// Some offsets of a message.
private struct OctetSet {
  private var words: [UInt64]

  /// None of `count` offsets.
  init(count: Int) { words = [UInt64](repeating: 0, count: count / 64 + 1) }

  mutating func insert(_ offset: Int) { words[offset >> 6] |= 1 << UInt64(offset & 63) }

  func contains(_ offset: Int) -> Bool {
    offset >> 6 < words.count && words[offset >> 6] & 1 << UInt64(offset & 63) != 0
  }
}
