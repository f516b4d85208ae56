internal import DNSWire

/// An upstream's records, one after the other, with their names written out: to stand behind other octets than those that their
/// compression pointers count from.
struct ExpandedRecords {
  /// A record without its owner name.
  struct Record {
    let owner: [UInt8]
    /// Type, class and TTL, as they stand in a message.
    let head: ArraySlice<UInt8>
    let rdata: [UInt8]
  }

  /// The records where their pointers take them to be: behind a header and a question.
  private let message: [UInt8]
  private var offset: Int

  /// Octets of type and class of a question.
  private static let questionTailLength = 4
  /// Octets of type, class and TTL of a record; RDLENGTH has two more.
  private static let headLength = 8

  /// The records of an answer to a question of this name.
  init(_ answer: RelayedAnswer, to name: Name) {
    let header = [UInt8](repeating: 0, count: Header.length)
    let front = header + name.wire + [UInt8](repeating: 0, count: Self.questionTailLength)
    (message, offset) = (front + answer.records, front.count)
  }

  /// The next record; absent at the end, and where it is not whole.
  mutating func next() -> Record? {
    guard let owner = name(), offset + Self.headLength + 2 <= message.count else { return nil }
    let head = message[offset..<(offset + Self.headLength)]
    let type = RecordType(rawValue: UInt16(head[offset]) << 8 | UInt16(head[offset + 1]))
    offset += Self.headLength
    let end = offset + 2 + (Int(message[offset]) << 8 | Int(message[offset + 1]))
    offset += 2
    guard end <= message.count, let rdata = rdata(RDATAForm(of: type), end: end) else { return nil }
    offset = end
    return Record(owner: owner, head: head, rdata: rdata)
  }

  /// RDATA with its names written out, RFC 3597 section 4.
  private mutating func rdata(_ form: RDATAForm, end: Int) -> [UInt8]? {
    guard form.names > 0 else { return Array(message[offset..<end]) }
    let start = offset
    offset += form.prefix
    for _ in 0..<form.strings {
      guard offset < end else { return nil }
      offset += 1 + Int(message[offset])
    }
    guard offset <= end else { return nil }
    var rdata = Array(message[start..<offset])
    for _ in 0..<form.names {
      guard let name = name(), offset <= end else { return nil }
      rdata += name
    }
    return rdata + message[offset..<end]
  }

  /// The name that stands here, written out. A pointer leads backwards, and a name is at most 255 octets long: so it ends.
  private mutating func name() -> [UInt8]? {
    var (name, place, end): ([UInt8], Int, Int?) = ([], offset, nil)
    while place < message.count {
      let length = Int(message[place])
      guard length < 0xC0 else {
        guard place + 1 < message.count else { return nil }
        let target = length & 0x3F << 8 | Int(message[place + 1])
        guard target < place else { return nil }
        (end, place) = (end ?? place + 2, target)
        continue
      }
      let next = place + 1 + length
      guard next <= message.count, name.count + 1 + length <= Name.maximumLength else { return nil }
      name += message[place..<next]
      place = next
      guard length > 0 else {
        offset = end ?? place
        return name
      }
    }
    return nil
  }
}
