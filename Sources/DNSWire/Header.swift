/// A message's first twelve octets, RFC 1035 section 4.1.1.
@usableFromInline package struct Header: Sendable, Equatable {
  package var id: UInt16
  /// The second 16-bit field: QR, opcode, flags and RCODE.
  package var flags: UInt16
  package var questionCount: UInt16
  package var answerCount: UInt16
  package var authorityCount: UInt16
  package var additionalCount: UInt16

  /// Octets of a header.
  @inlinable package static var length: Int { 12 }

  /// The header of `message`; absent where that is shorter than one.
  package init?(_ message: RawSpan) {
    guard message.byteCount >= Self.length else { return nil }
    id = message.uint16(at: 0)
    flags = message.uint16(at: 2)
    questionCount = message.uint16(at: 4)
    answerCount = message.uint16(at: 6)
    authorityCount = message.uint16(at: 8)
    additionalCount = message.uint16(at: 10)
  }

  /// QR: whether the message is a response.
  package var isResponse: Bool { flags & HeaderFlag.response != 0 }
  package var opcode: Opcode { Opcode(rawValue: UInt8(flags >> 11 & 0xF)) }
  /// The low four bits of the response code; an OPT record has the rest.
  package var responseCode: ResponseCode { ResponseCode(rawValue: flags & 0xF) }
}

/// Bits of the header's second field, RFC 1035 section 4.1.1 and RFC 4035 section 3.
@usableFromInline package enum HeaderFlag {
  @inlinable package static var response: UInt16 { 0x8000 }
  @inlinable package static var authoritative: UInt16 { 0x0400 }
  @inlinable package static var truncated: UInt16 { 0x0200 }
  @inlinable package static var recursionDesired: UInt16 { 0x0100 }
  @inlinable package static var recursionAvailable: UInt16 { 0x0080 }
  @inlinable package static var authenticData: UInt16 { 0x0020 }
  @inlinable package static var checkingDisabled: UInt16 { 0x0010 }
  @inlinable package static var opcode: UInt16 { 0x7800 }
}
