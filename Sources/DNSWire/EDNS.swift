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

  /// The largest UDP message we take and send, in octets: what passes nearly every network unfragmented (DNS flag day 2020).
  @inlinable package static var ownPayloadSize: UInt16 { 1232 }
  /// The largest UDP message without EDNS, RFC 1035 section 2.3.4.
  @inlinable package static var minimumPayloadSize: UInt16 { 512 }
  /// Octets of an OPT record without options.
  @inlinable package static var recordLength: Int { 11 }
  /// Octets before an option's own: its number and length.
  @inlinable package static var optionHeadLength: Int { 4 }
  /// The number of the NSID option, RFC 5001 section 4.
  @inlinable package static var nsidCode: UInt16 { 3 }

  /// Reads the rest of an OPT record, behind its fields.
  @inline(__always) init(_ fields: RecordFields, _ reader: inout MessageReader, _ message: RawSpan) throws(MessageError)
  {
    (payloadSize, version) = (fields.classField, UInt8(truncatingIfNeeded: fields.ttlField >> 16))
    isDNSSECWanted = fields.ttlField & 0x8000 != 0
    let start = reader.offset
    try reader.skip(fields.rdataLength, of: message)
    if version == 0, fields.rdataLength > 0 { try readOptions(start..<reader.offset, message) }
  }

  /// Options that are none of ours are ignored, but have to be whole.
  private mutating func readOptions(_ options: Range<Int>, _ message: RawSpan) throws(MessageError) {
    let end = options.upperBound
    var start = options.lowerBound
    while start < end {
      guard end - start >= Self.optionHeadLength else { throw .badOption }
      let head = message.uint32(at: start)
      let length = Int(head & 0xFFFF)
      start += Self.optionHeadLength
      guard length <= end - start else { throw .badOption }
      switch UInt16(head >> 16) {
      case Self.nsidCode: isNSIDWanted = true
      case CookieOption.code where cookie == nil:
        cookie = CookieOption(message.extracting(start..<(start + length)))
        hasBadCookie = hasBadCookie || cookie == nil
      default: break
      }
      start += length
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
