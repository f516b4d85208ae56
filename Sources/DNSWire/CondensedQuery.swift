/// A query without what its answer does not depend on, such as padding (RFC 7830), to be kept until it can be answered.
extension Query {
  /// The most octets of one: header, question, OPT record, NSID option and a cookie.
  package static let maximumCondensedLength =
    Header.length + Name.maximumLength + questionTailLength + EDNS.recordLength + EDNS.optionHeadLength * 2
    + CookieOption.length

  /// Octets of a question behind its name: type and class.
  private static let questionTailLength = 4

  /// Writes the message that was read last, which is a question, so that it reads and is answered the same.
  ///
  /// - Parameters:
  ///   - message: that message.
  ///   - output: has room for ``maximumCondensedLength`` octets.
  /// - Returns: the octets written.
  package func condense(_ message: RawSpan, to output: inout MutableRawSpan) -> Int {
    var writer = MessageWriter(offset: 0, limit: output.byteCount)
    writer.write(message.extracting(0..<4), to: &output)  // ID and flags
    let counts: UInt64 = 1 << 48
    writer.write(counts | (edns == nil ? 0 : 1), to: &output)
    writer.write(message.extracting(Header.length..<questionEnd), to: &output)
    if let edns { writer.write(edns, to: &output) }
    return writer.offset
  }
}

extension MessageWriter {
  /// Writes the OPT record of a query of version 0, with the options that are understood.
  fileprivate mutating func write(_ edns: EDNS, to message: inout MutableRawSpan) {
    let cookieLength = edns.cookie.map { $0.server == nil ? CookieOption.clientLength : CookieOption.length }
    let nsidLength = edns.isNSIDWanted ? EDNS.optionHeadLength : 0
    write(UInt8(0), to: &message)
    write(RecordType.opt.rawValue, to: &message)
    write(edns.payloadSize, to: &message)
    write(UInt32(edns.isDNSSECWanted ? 0x8000 : 0), to: &message)
    write(UInt16(nsidLength + (cookieLength.map { EDNS.optionHeadLength + $0 } ?? 0)), to: &message)
    if edns.isNSIDWanted { writeOptionHead(EDNS.nsidCode, length: 0, to: &message) }
    if let cookie = edns.cookie, let cookieLength {
      writeOptionHead(CookieOption.code, length: cookieLength, to: &message)
      write(cookie, to: &message)
    }
  }

  private mutating func write(_ cookie: CookieOption, to message: inout MutableRawSpan) {
    write(cookie.client, to: &message)
    guard let server = cookie.server else { return }
    write(server.head, to: &message)
    write(server.hash, to: &message)
  }
}
