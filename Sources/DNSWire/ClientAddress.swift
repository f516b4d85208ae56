/// The IP address that a message came from.
package struct ClientAddress: Sendable, Hashable {
  /// The first eight octets in network order: of an IPv4 address the higher half.
  package let high: UInt64
  /// The last eight octets; 0 for an IPv4 address.
  package let low: UInt64
  /// Octets of the address; 0 where it is not known.
  package let length: Int

  /// No address.
  package static let unknown = ClientAddress(high: 0, low: 0, length: 0)

  /// An address of its words.
  package init(high: UInt64, low: UInt64, length: Int) { (self.high, self.low, self.length) = (high, low, length) }

  /// An address of four octets, or sixteen; of another number it is not known.
  package init(_ octets: RawSpan) {
    switch octets.byteCount {
    case 4: self.init(high: UInt64(octets.uint32(at: 0)) << 32, low: 0, length: 4)
    case 16: self.init(high: octets.uint64(at: 0), low: octets.uint64(at: 8), length: 16)
    default: self = .unknown
    }
  }

  /// Who asks, however many addresses they have: the host itself has all of loopback (RFC 1122 section 3.2.1.3), and an IPv6 host
  /// as many as its /64 holds (RFC 7934 section 6).
  package var party: ClientAddress {
    if length == 4 { return high >> 56 == 127 ? .host : self }
    guard length == 16 else { return self }
    if high == 0, low >> 32 == 0xFFFF { return ClientAddress(high: low << 32, low: 0, length: 4).party }
    return high == 0 && low == 1 ? .host : ClientAddress(high: high, low: 0, length: 16)
  }

  /// 127.0.0.1.
  private static let host = ClientAddress(high: 0x7F00_0001 << 32, low: 0, length: 4)
}
