/// What the OPT record of a query says, RFC 6891 section 6.1.
@usableFromInline package struct EDNS: Sendable, Equatable {
  /// The largest UDP message the requestor takes, as sent; below 512 means 512 (section 6.2.5).
  package var payloadSize: UInt16
  package var version: UInt8
  /// DO: whether DNSSEC records are wanted (RFC 3225).
  package var isDNSSECWanted: Bool
  /// Whether the server's name is wanted (RFC 5001).
  package var isNSIDWanted = false
  /// The client's cookie and perhaps ours (RFC 7873); absent without one.
  package var cookie: CookieOption?
  /// Whether a cookie is of a length that none has (RFC 7873 section 5.2.2).
  package var hasBadCookie = false

  /// The largest UDP message we take and send, in octets: what passes every network unfragmented (DNS flag day 2020).
  @inlinable package static var ownPayloadSize: UInt16 { 1232 }
  /// The largest UDP message without EDNS, RFC 1035 section 2.3.4.
  @inlinable package static var minimumPayloadSize: UInt16 { 512 }
  /// Octets of an OPT record without options.
  @inlinable package static var recordLength: Int { 11 }
  /// Octets before an option's own: its number and length.
  @inlinable package static var optionHeadLength: Int { 4 }
  /// The number of the NSID option, RFC 5001 section 4.
  @inlinable package static var nsidCode: UInt16 { 3 }

  /// Reads the fields of an OPT record that follow its type.
  init(_ reader: inout MessageReader, _ message: RawSpan) throws(MessageError) {
    payloadSize = try reader.readUInt16(message)
    let flags = try reader.readUInt32(message)
    version = UInt8(flags >> 16 & 0xFF)
    isDNSSECWanted = flags & 0x8000 != 0
    let end = try Int(reader.readUInt16(message)) + reader.offset
    guard end <= message.byteCount else { throw .truncated }
    if version == 0 { try checkOptions(reader, end, message) }
    try reader.skip(end - reader.offset, of: message)
  }

  /// Options that are none of ours are ignored, but have to be whole.
  private mutating func checkOptions(
    _ reader: MessageReader, _ end: Int, _ message: RawSpan
  ) throws(MessageError) {
    var reader = reader
    while reader.offset < end {
      guard end - reader.offset >= Self.optionHeadLength else { throw .badOption }
      let code = try reader.readUInt16(message)
      let length = try Int(reader.readUInt16(message))
      guard length <= end - reader.offset else { throw .badOption }
      switch code {
      case Self.nsidCode: isNSIDWanted = true
      case CookieOption.code where cookie == nil:
        cookie = CookieOption(message.extracting(reader.offset..<(reader.offset + length)))
        hasBadCookie = hasBadCookie || cookie == nil
      default: break
      }
      try reader.skip(length, of: message)
    }
  }
}

/// Why an answer is what it is, beside its response code: Extended DNS Errors, RFC 8914 section 4.
package struct ExtendedError: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let other = ExtendedError(rawValue: 0)
  package static let staleAnswer = ExtendedError(rawValue: 3)
  package static let notReady = ExtendedError(rawValue: 14)
  /// Who asks is not allowed to.
  package static let prohibited = ExtendedError(rawValue: 18)
  package static let notAuthoritative = ExtendedError(rawValue: 20)
  package static let noReachableAuthority = ExtendedError(rawValue: 22)
  package static let networkError = ExtendedError(rawValue: 23)

  /// The EDNS option's number.
  package static let optionCode: UInt16 = 15
}
