internal import DNSWire

/// An answer message in the making: the header and question of the query, then records, section by section.
struct AnswerEncoder: ~Copyable {
  private let place = FixedPlace()
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
  /// Whether the answer has an OPT record, with room for more than four bits of a response code.
  let hasOPT: Bool
  /// DO: whether the client wants DNSSEC records.
  let isDNSSECWanted: Bool
  /// The client's cookie, where there is a ``cookie``.
  private let clientCookie: UInt64
  /// Octets of the server's name, where it is wanted and known; else 0.
  private let nsidLength: Int
  private let cookie: ServerCookie?
  let questionEnd: Int
  /// Octets kept for the OPT record.
  private var reserved: Int

  /// The most octets of a message over TCP, RFC 1035 section 4.2.2.
  static let maximumTCPLength = 65_535

  /// Begins the answer to `query`: its question, octet for octet, behind room for the header.
  init(
    _ query: borrowing Query, message: RawSpan, isOverTCP: Bool, nsidLength: Int, cookie: ServerCookie?,
    to output: inout MutableRawSpan
  ) {
    (self.nsidLength, self.cookie, self.isOverTCP, questionEnd) = (nsidLength, cookie, isOverTCP, query.questionEnd)
    hasOPT = query.edns != nil
    isDNSSECWanted = query.edns?.isDNSSECWanted == true
    clientCookie = query.edns?.cookie?.client ?? 0
    let size = min(max(query.edns?.payloadSize ?? 0, EDNS.minimumPayloadSize), EDNS.ownPayloadSize)
    let limit = isOverTCP ? Self.maximumTCPLength : Int(size)
    output.copy(message.extracting(0..<query.questionEnd), to: 0)
    let options =
      (nsidLength == 0 ? 0 : EDNS.optionHeadLength + nsidLength)
      + (cookie == nil ? 0 : EDNS.optionHeadLength + CookieOption.length)
    // An RRset that does not fit is known only later, and only over TCP it is explained.
    let explanation = isOverTCP ? Self.errorHeadLength + ErrorText.maximumLength : 0
    reserved = hasOPT ? EDNS.recordLength + options + explanation : 0
    writer = MessageWriter(offset: query.questionEnd, limit: min(limit, output.byteCount) - reserved)
  }

  /// Octets of an Extended DNS Error before its text, RFC 8914 section 2.
  private static let errorHeadLength = EDNS.optionHeadLength + 2

  /// Says why the answer is what it is, as far as there is room. The first reason stays.
  mutating func explain(_ error: ExtendedError, _ text: ErrorText) {
    guard hasOPT, self.error == nil else { return }
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

  /// Writes the OPT record, with the server's name where that is wanted, and the header; returns the length of the message.
  @inline(__always) mutating func finish(_ output: inout MutableRawSpan, _ identity: borrowing Identity) -> Int {
    if hasOPT {
      writer.release(reserved)
      writeOPT(&output, identity)
      additionalCount += 1
    }
    finishHeader(&output)
    return writer.offset
  }

  @inline(__always) private mutating func writeOPT(_ output: inout MutableRawSpan, _ identity: borrowing Identity) {
    writer.writeOPT(code: code, isDNSSECWanted: isDNSSECWanted, optionsLength: 0, to: &output)
    // Most have none.
    if error != nil || cookie != nil || nsidLength > 0 { writeOptions(&output, identity) }
  }

  private mutating func writeOptions(_ output: inout MutableRawSpan, _ identity: borrowing Identity) {
    let start = writer.offset
    if nsidLength > 0 {
      writer.writeOptionHead(EDNS.nsidCode, length: nsidLength, to: &output)
      identity.name.withOctets { writer.write($0, to: &output) }
    }
    if let cookie {
      writer.writeOptionHead(CookieOption.code, length: CookieOption.length, to: &output)
      writer.write(clientCookie, to: &output)
      writer.write(cookie.head, to: &output)
      writer.write(cookie.hash, to: &output)
    }
    if let error {
      writer.writeOptionHead(ExtendedError.optionCode, length: 2 + text.length, to: &output)
      writer.write(error.rawValue, to: &output)
      text.write(with: &writer, to: &output)
    }
    output.store(UInt16(writer.offset - start), at: start - 2)
  }

  /// Writes the header over the query's, of which ID, opcode and RD stay (RFC 1035 section 4.1.1).
  @inline(__always) private func finishHeader(_ output: inout MutableRawSpan) {
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
