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

  init(high: UInt64, low: UInt64, length: Int) { (self.high, self.low, self.length) = (high, low, length) }

  /// An address of four octets, or sixteen; of another number it is not known.
  package init(_ octets: RawSpan) {
    switch octets.byteCount {
    case 4: self.init(high: UInt64(octets.uint32(at: 0)) << 32, low: 0, length: 4)
    case 16: self.init(high: octets.uint64(at: 0), low: octets.uint64(at: 8), length: 16)
    default: self = .unknown
    }
  }
}
