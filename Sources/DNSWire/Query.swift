/// The query in hand. Reading one overwrites the last; nothing is allocated.
package struct Query: ~Copyable {
  package private(set) var name = QuestionName()
  package private(set) var type = RecordType.any
  package private(set) var recordClass = RecordClass.in
  /// What the OPT record says; absent without one. Set even where reading failed after it.
  package private(set) var edns: EDNS?
  /// Octets of header and question; 12 where there is no whole question.
  package private(set) var questionEnd = Header.length

  package init() {}

  /// What has to become of a message.
  package enum Verdict: Equatable {
    /// The query is read.
    case question
    /// A response, or too short for a header: never answered.
    case silence
    /// Refused with a header alone, and an OPT record where one was read.
    case refusal(ResponseCode)
  }

  /// Reads a message: the header first, and only then on.
  package mutating func read(_ message: RawSpan) -> Verdict {
    (edns, questionEnd) = (nil, Header.length)
    guard let header = Header(message), !header.isResponse else { return .silence }
    guard header.opcode == .query else { return .refusal(.notImp) }
    guard header.questionCount == 1 else { return .refusal(.formErr) }
    do throws(MessageError) {
      try readQuestionAndRecords(message, header)
    } catch {
      questionEnd = Header.length
      return .refusal(.formErr)
    }
    guard (edns?.version ?? 0) == 0 else { return .refusal(.badVers) }
    return .question
  }

  private mutating func readQuestionAndRecords(_ message: RawSpan, _ header: Header) throws(MessageError) {
    var reader = MessageReader(offset: try name.read(message, from: Header.length))
    type = RecordType(rawValue: try reader.readUInt16(message))
    recordClass = RecordClass(rawValue: try reader.readUInt16(message))
    questionEnd = reader.offset
    for _ in 0..<(Int(header.answerCount) + Int(header.authorityCount)) {
      try readRecord(&reader, message, mayBeOPT: false)
    }
    for _ in 0..<Int(header.additionalCount) { try readRecord(&reader, message, mayBeOPT: true) }
    guard reader.offset == message.byteCount else { throw .trailingOctets }
  }

  /// Steps over a record; an OPT record is read. At most one for each eleven octets, so a message bounds the loop.
  private mutating func readRecord(
    _ reader: inout MessageReader, _ message: RawSpan, mayBeOPT: Bool
  ) throws(MessageError) {
    let start = reader.offset
    try reader.skipName(message)
    let ownerLength = reader.offset - start
    guard RecordType(rawValue: try reader.readUInt16(message)) == .opt else {
      try reader.skip(6, of: message)
      return try reader.skip(Int(reader.readUInt16(message)), of: message)
    }
    guard mayBeOPT, edns == nil, ownerLength == 1 else { throw .badOPT }
    edns = try EDNS(&reader, message)
  }
}
