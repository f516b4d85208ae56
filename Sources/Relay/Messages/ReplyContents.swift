internal import DNSWire

/// A reply's records, read and checked one by one.
struct ReplyContents {
  private(set) var reader: ReplyReader
  let header: Header
  /// Octets of header and question, if there is one.
  let questionEnd: Int
  /// Where the OPT record stands; absent without one.
  private(set) var opt: Range<Int>?
  /// The upper eight bits of the response code, from the OPT record (RFC 6891 section 6.1.3).
  private(set) var extendedCode: UInt16 = 0
  /// What is noted of the records so far.
  private(set) var rule: LifetimeRule

  /// Reads what follows header and question; absent where it is not whole.
  init?(_ octets: [UInt8], _ header: Header, _ question: RelayQuestion) {
    self.header = header
    let questionLength = question.name.wire.count + Header.questionTailLength
    questionEnd = Header.length + (header.questionCount == 0 ? 0 : questionLength)
    reader = ReplyReader(octets, at: Header.length)
    rule = LifetimeRule(type: question.type)
    do throws(MalformedReply) { try readRecords() } catch { return nil }
  }

  private mutating func readRecords() throws(MalformedReply) {
    if header.questionCount > 0 {
      try reader.readName()
      try reader.skip(Header.questionTailLength)
    }
    for _ in 0..<header.answerCount { try readRecord(in: .answer) }
    for _ in 0..<header.authorityCount { try readRecord(in: .authority) }
    for _ in 0..<header.additionalCount { try readRecord(in: .additional) }
    guard reader.offset == reader.octets.count else { throw MalformedReply() }
  }

  private mutating func readRecord(in section: Section) throws(MalformedReply) {
    if reader.isAtOPT { return try readOPT(in: section) }
    try reader.readName()
    let type = RecordType(rawValue: try reader.readUInt16())
    guard type != .opt else { throw MalformedReply() }
    try reader.skip(2)
    let ttl = try readTTL()
    let length = Int(try reader.readUInt16())
    let rdata = reader.offset
    try reader.readRDATA(RDATAForm(of: type), length: length)
    rule.note(type, ttl: ttl, in: section)
    guard type == .soa, section == .authority else { return }
    rule.noteSOA(ttlOffset: rdata - 6, ttl: ttl, minimum: reader.octets.uint32(at: reader.offset - 4))
  }

  /// Reads a TTL; one over 2^31 - 1 becomes 0 (RFC 2181 section 8).
  private mutating func readTTL() throws(MalformedReply) -> UInt32 {
    let ttl = try reader.readUInt32()
    guard ttl > Lifetime.maximumTTL else { return ttl }
    reader.store(0, at: reader.offset - 4)
    return 0
  }

  /// Steps over an OPT record: one at most, in the additional section (RFC 6891 section 6.1.1). Its owner is no name that others
  /// may point to, and its options are hop by hop.
  private mutating func readOPT(in section: Section) throws(MalformedReply) {
    guard section == .additional, opt == nil else { throw MalformedReply() }
    let start = reader.offset
    try reader.skip(5)
    extendedCode = UInt16(try reader.readUInt32() >> 24)
    try reader.skip(Int(try reader.readUInt16()))
    opt = start..<reader.offset
    reader.notePointers()
  }
}
