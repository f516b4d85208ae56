internal import DNSWire

/// An answer message in the making: the header and question of the query, then records, section by section.
struct AnswerEncoder {
  var writer: MessageWriter
  var answerCount: UInt16 = 0
  var authorityCount: UInt16 = 0
  var additionalCount: UInt16 = 0
  /// AA: whether the answer is out of one of our zones.
  var isAuthoritative = false
  /// TC: whether a record of the answer is missing; over TCP it never is set.
  var isTruncated = false
  var code = ResponseCode.noError
  /// The lowest serial number of an SOA record in the answer.
  var serial: UInt32 = 0
  var error: ExtendedError?
  private var text = ErrorText()

  private let edns: EDNS?
  /// The server's name, where it is wanted; else empty.
  private let nsid: [UInt8]
  let isOverTCP: Bool
  private let hasQuestion: Bool
  /// Octets kept for the OPT record.
  private let reserved: Int

  /// The most octets of a message over TCP, RFC 1035 section 4.2.2.
  static let maximumTCPLength = 65_535

  /// Begins the answer to `query`: its question, octet for octet, behind room for the header.
  init(
    _ query: borrowing Query, message: RawSpan, isOverTCP: Bool, identity: Identity, error: ExtendedError?,
    to output: inout MutableRawSpan
  ) {
    edns = query.edns
    nsid = query.edns?.isNSIDWanted == true ? identity.name : []
    self.isOverTCP = isOverTCP
    self.error = error
    hasQuestion = query.questionEnd > Header.length
    let size = edns.map { min(max($0.payloadSize, EDNS.minimumPayloadSize), EDNS.ownPayloadSize) }
    let limit = isOverTCP ? Self.maximumTCPLength : Int(size ?? EDNS.minimumPayloadSize)
    output.copy(message.extracting(0..<query.questionEnd), to: 0)
    // An RRset that does not fit is known only later, and only over TCP it is explained.
    let mayExplain = isOverTCP || error != nil
    reserved =
      edns == nil
      ? 0
      : MessageWriter.optLength(
        hasError: mayExplain, textLength: isOverTCP ? ErrorText.maximumLength : 0, nsidLength: nsid.count)
    writer = MessageWriter(offset: query.questionEnd, limit: min(limit, output.byteCount) - reserved)
  }

  /// How many of `count` records of `size` octets fit. Where some do not, a UDP answer is truncated and a TCP answer explained:
  /// resolvers answer SERVFAIL to TC over TCP.
  mutating func countThatFits(_ count: Int, size: Int) -> Int {
    let fitting = min(count, (writer.limit - writer.offset) / size)
    if fitting < count { noteMissing(fitting, of: count) }
    return fitting
  }

  /// Notes that only `fitting` records of `count` are in the answer.
  mutating func noteMissing(_ fitting: Int, of count: Int) {
    isTruncated = !isOverTCP
    guard isOverTCP else { return }
    error = error ?? .other
    text = ErrorText(fitting, of: count)
  }

  /// Writes the OPT record and the header, and returns the length of the message.
  mutating func finish(_ output: inout MutableRawSpan) -> Int {
    if let edns {
      writer.release(reserved)
      let (code, error) = (code, error)
      text.withOctets { text in
        nsid.withOctets { nsid in
          writer.writeOPT(
            code: code, isDNSSECWanted: edns.isDNSSECWanted, nsid: nsid, error: error, text: text, to: &output)
        }
      }
      additionalCount += 1
    }
    finishHeader(&output)
    return writer.offset
  }

  /// Writes the header over the query's, of which ID, opcode and RD stay (RFC 1035 section 4.1.1).
  private func finishHeader(_ output: inout MutableRawSpan) {
    let query = output.bytes.uint16(at: 2)
    var flags = HeaderFlag.response | query & (HeaderFlag.opcode | HeaderFlag.recursionDesired) | code.rawValue & 0xF
    if isAuthoritative { flags |= HeaderFlag.authoritative }
    if isTruncated { flags |= HeaderFlag.truncated }
    // RD of anything but a query has no meaning to copy, RFC 8906 section 3.1.4.
    if query & HeaderFlag.opcode != 0 { flags &= ~HeaderFlag.recursionDesired }
    output.store(flags, at: 2)
    output.store(UInt16(hasQuestion ? 1 : 0), at: 4)
    output.store(answerCount, at: 6)
    output.store(authorityCount, at: 8)
    output.store(additionalCount, at: 10)
  }
}
