/// The query in hand. Reading one overwrites the last; nothing is allocated.
package struct Query: ~Copyable {
  package private(set) var name = QuestionName()
  package private(set) var type = RecordType.any
  package private(set) var recordClass = RecordClass.in
  /// What the OPT record says; absent without one. Set even where reading failed after it.
  package private(set) var edns: EDNS?
  /// Octets of header and question; 12 where there is no whole question.
  package private(set) var questionEnd = Header.length
  /// The header's second field, as sent.
  private var flags: UInt16 = 0

  /// RD: whether what is not here is to be fetched.
  package var isRecursionDesired: Bool { flags & HeaderFlag.recursionDesired != 0 }
  /// CD: whether data that fails validation is wanted too (RFC 4035 section 3.2.2).
  package var isCheckingDisabled: Bool { flags & HeaderFlag.checkingDisabled != 0 }
  /// Whether the client understands AD in an answer: it has set AD or DO (RFC 6840 section 5.7).
  package var understandsAuthenticData: Bool {
    flags & HeaderFlag.authenticData != 0 || edns?.isDNSSECWanted == true
  }

  package init() {}

  /// What has to become of a message.
  package enum Verdict: Equatable {
    /// The query is read.
    case question
    /// A response, or too short for a header: never answered.
    case silence
    /// Refused with a header alone, and an OPT record where one was read.
    case refusal(ResponseCode)

    /// Whether it is ``question``; told without asking at run time how verdicts are compared.
    @inlinable package var isQuestion: Bool { if case .question = self { true } else { false } }
  }

  /// Reads a message: the header first, and only then on.
  package mutating func read(_ message: RawSpan) -> Verdict {
    (edns, questionEnd) = (nil, Header.length)
    guard let header = Header(message), !header.isResponse else { return .silence }
    flags = header.flags
    guard header.opcode == .query else { return .refusal(.notImp) }
    guard header.questionCount < 2 else { return .refusal(.formErr) }
    do throws(MessageError) {
      var reader = MessageReader(offset: Header.length)
      if header.questionCount == 1 { try readQuestion(&reader, message) }
      try readRecords(&reader, message, header)
    } catch {
      questionEnd = Header.length
      return .refusal(.formErr)
    }
    guard (edns?.version ?? 0) == 0 else { return .refusal(.badVers) }
    guard edns?.hasBadCookie != true else { return .refusal(.formErr) }
    guard header.questionCount == 0 else { return .question }
    // Who asks nothing wants a cookie, RFC 7873 section 5.4; without one it is a mistake.
    return .refusal(edns?.cookie == nil ? .formErr : .noError)
  }

  @inline(__always) private mutating func readQuestion(
    _ reader: inout MessageReader, _ message: RawSpan
  ) throws(MessageError) {
    reader = MessageReader(offset: try name.read(message, from: Header.length))
    let words = try reader.readUInt32(message)
    type = RecordType(rawValue: UInt16(words >> 16))
    recordClass = RecordClass(rawValue: UInt16(truncatingIfNeeded: words))
    questionEnd = reader.offset
  }

  /// Steps over the records. At most one for each eleven octets, so a message bounds the loop.
  @inline(__always) private mutating func readRecords(
    _ reader: inout MessageReader, _ message: RawSpan, _ header: Header
  ) throws(MessageError) {
    let others = Int(header.answerCount) + Int(header.authorityCount)
    for number in 0..<(others + Int(header.additionalCount)) {
      try readRecord(&reader, message, mayBeOPT: number >= others)
    }
    guard reader.offset == message.byteCount else { throw .trailingOctets }
  }

  /// Steps over a record; an OPT record is read.
  @inline(__always) private mutating func readRecord(
    _ reader: inout MessageReader, _ message: RawSpan, mayBeOPT: Bool
  ) throws(MessageError) {
    let start = reader.offset
    try reader.skipName(message)
    let ownerLength = reader.offset - start
    let fields = try reader.readRecordFields(message)
    guard fields.type == .opt else { return try reader.skip(fields.rdataLength, of: message) }
    guard mayBeOPT, edns == nil, ownerLength == 1 else { throw .badOPT }
    edns = try EDNS(fields, &reader, message)
  }
}
