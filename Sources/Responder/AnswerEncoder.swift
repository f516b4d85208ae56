internal import DNSWire

/// An answer message in the making: the header and question of the query, then records, section by section.
struct AnswerEncoder {
  var writer: MessageWriter
  var answerCount: UInt16 = 0
  var authorityCount: UInt16 = 0
  var additionalCount: UInt16 = 0
  /// AA: whether the first name of the answer is out of one of our zones.
  var isAuthoritative = false
  /// TC: whether a record of the answer is missing; over TCP it never is set.
  var isTruncated = false
  var code = ResponseCode.noError
  /// Flags of the header beside AA, TC and those of the query: RA, and of relayed answers AD and CD.
  var flags: UInt16 = 0
  /// Where the answer is counted: the zone's place, and what it comes from.
  var (countedAt, origin) = (CountedZones.none, AnswerTally.Origin.none)
  /// The lowest serial number of an SOA record in the answer.
  var serial: UInt32 = 0
  /// Where the name that is answered stands: the question's, then those that aliases lead to.
  var nameOffset = Header.length

  let isOverTCP: Bool
  private var error: ExtendedError?
  private var text = ErrorText.none
  private let edns: EDNS?
  /// The server's name, where it is wanted; else empty.
  private let nsid: [UInt8]
  private let cookie: ServerCookie?
  let questionEnd: Int
  /// Octets kept for the OPT record.
  private var reserved: Int

  /// The most octets of a message over TCP, RFC 1035 section 4.2.2.
  static let maximumTCPLength = 65_535

  /// Begins the answer to `query`: its question, octet for octet, behind room for the header.
  init(
    _ query: borrowing Query, message: RawSpan, isOverTCP: Bool, nsid: [UInt8], cookie: ServerCookie?,
    to output: inout MutableRawSpan
  ) {
    (edns, self.nsid, self.cookie, self.isOverTCP) = (query.edns, nsid, cookie, isOverTCP)
    questionEnd = query.questionEnd
    let size = edns.map { min(max($0.payloadSize, EDNS.minimumPayloadSize), EDNS.ownPayloadSize) }
    let limit = isOverTCP ? Self.maximumTCPLength : Int(size ?? EDNS.minimumPayloadSize)
    output.copy(message.extracting(0..<query.questionEnd), to: 0)
    let options =
      (nsid.isEmpty ? 0 : EDNS.optionHeadLength + nsid.count)
      + (cookie == nil ? 0 : EDNS.optionHeadLength + CookieOption.length)
    // An RRset that does not fit is known only later, and only over TCP it is explained.
    let explanation = isOverTCP ? Self.errorHeadLength + ErrorText.maximumLength : 0
    reserved = edns == nil ? 0 : EDNS.recordLength + options + explanation
    writer = MessageWriter(offset: query.questionEnd, limit: min(limit, output.byteCount) - reserved)
  }

  /// Whether the answer has an OPT record, with room for more than four bits of a response code.
  var hasOPT: Bool { edns != nil }
  /// DO: whether the client wants DNSSEC records.
  var isDNSSECWanted: Bool { edns?.isDNSSECWanted == true }

  /// Octets of an Extended DNS Error before its text, RFC 8914 section 2.
  private static let errorHeadLength = EDNS.optionHeadLength + 2

  /// Says why the answer is what it is, as far as there is room. The first reason stays.
  mutating func explain(_ error: ExtendedError, _ text: ErrorText) {
    guard edns != nil, self.error == nil else { return }
    if !isOverTCP {
      guard writer.fits(Self.errorHeadLength + text.length) else { return }
      writer.reserve(Self.errorHeadLength + text.length)
      reserved += Self.errorHeadLength + text.length
    }
    (self.error, self.text) = (error, text)
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
    (error, text) = (error ?? .other, .count(fitting, of: count))
  }

  /// Writes the OPT record and the header, and returns the length of the message.
  mutating func finish(_ output: inout MutableRawSpan) -> Int {
    if let edns {
      writer.release(reserved)
      writeOPT(edns, to: &output)
      additionalCount += 1
    }
    finishHeader(&output)
    return writer.offset
  }

  private mutating func writeOPT(_ edns: EDNS, to output: inout MutableRawSpan) {
    let start = writer.offset
    writer.writeOPT(code: code, isDNSSECWanted: edns.isDNSSECWanted, optionsLength: 0, to: &output)
    if !nsid.isEmpty {
      writer.writeOptionHead(EDNS.nsidCode, length: nsid.count, to: &output)
      nsid.withOctets { writer.write($0, to: &output) }
    }
    if let client = edns.cookie?.client, let cookie {
      writer.writeOptionHead(CookieOption.code, length: CookieOption.length, to: &output)
      writer.write(client, to: &output)
      writer.write(cookie.head, to: &output)
      writer.write(cookie.hash, to: &output)
    }
    if let error {
      writer.writeOptionHead(ExtendedError.optionCode, length: 2 + text.length, to: &output)
      writer.write(error.rawValue, to: &output)
      text.write(with: &writer, to: &output)
    }
    output.store(UInt16(writer.offset - start - EDNS.recordLength), at: start + EDNS.recordLength - 2)
  }

  /// Writes the header over the query's, of which ID, opcode and RD stay (RFC 1035 section 4.1.1).
  private func finishHeader(_ output: inout MutableRawSpan) {
    let query = output.bytes.uint16(at: 2)
    var flags = HeaderFlag.response | query & (HeaderFlag.opcode | HeaderFlag.recursionDesired) | code.rawValue & 0xF
    if isAuthoritative { flags |= HeaderFlag.authoritative }
    if isTruncated { flags |= HeaderFlag.truncated }
    // RD of anything but a query has no meaning to copy, nor has RA, RFC 8906 section 3.1.4.
    if query & HeaderFlag.opcode == 0 { flags |= self.flags } else { flags &= ~HeaderFlag.recursionDesired }
    let head = UInt64(flags) << 48 | (questionEnd > Header.length ? 1 << 32 : 0)
    output.store(head | UInt64(answerCount) << 16 | UInt64(authorityCount), at: 2)
    output.store(additionalCount, at: 10)
  }
}
