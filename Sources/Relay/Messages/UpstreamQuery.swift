package import DNSWire

/// What an upstream is asked: a message made anew, with nothing of the client's but its question.
package enum UpstreamQuery {
  /// A query's octets, RFC 1035 section 4.1, with an OPT record without options (RFC 6891 section 6.1).
  ///
  /// - Parameters:
  ///   - question: what to ask; its CD and DO are sent on.
  ///   - id: the message's ID, fresh and random (RFC 5452 section 9.2).
  ///   - withEDNS: whether to send an OPT record; not to an upstream that has refused one.
  ///   - wantsAuthenticData: whether to set AD, which asks for AD in the answer (RFC 6840 section 5.7).
  /// - Returns: the message, at most 282 octets.
  package static func message(
    _ question: RelayQuestion, id: UInt16, withEDNS: Bool, wantsAuthenticData: Bool
  ) -> [UInt8] {
    let length = Header.length + question.name.wire.count + 4 + (withEDNS ? EDNS.recordLength : 0)
    var octets = [UInt8](repeating: 0, count: length)
    var span = octets.mutableSpan
    var message = unsafe span.mutableBytes  // octets have no padding
    var writer = MessageWriter(offset: 0, limit: length)
    let flags = flags(question, wantsAuthenticData)
    for field in [id, flags, 1, 0, 0, withEDNS ? 1 : 0] { writer.write(field, to: &message) }
    write(question, &writer, to: &message)
    guard withEDNS else { return octets }
    writer.writeOPT(code: .noError, isDNSSECWanted: question.isDNSSECWanted, optionsLength: 0, to: &message)
    return octets
  }

  private static func flags(_ question: RelayQuestion, _ wantsAuthenticData: Bool) -> UInt16 {
    HeaderFlag.recursionDesired
      | (question.isCheckingDisabled ? HeaderFlag.checkingDisabled : 0)
      | (wantsAuthenticData ? HeaderFlag.authenticData : 0)
  }

  private static func write(
    _ question: RelayQuestion, _ writer: inout MessageWriter, to message: inout MutableRawSpan
  ) {
    for octet in question.name.wire { writer.write(octet, to: &message) }
    writer.write(question.type.rawValue, to: &message)
    writer.write(question.recordClass.rawValue, to: &message)
  }
}
