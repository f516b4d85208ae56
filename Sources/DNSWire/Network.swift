/// A range of IP addresses: those that begin with the same bits.
package struct Network: Sendable, Hashable {
  /// The bits that its addresses begin with, the rest zero, as ``ClientAddress`` has them.
  package let high: UInt64
  package let low: UInt64
  /// The bits that count.
  private let highMask: UInt64
  private let lowMask: UInt64
  /// Octets of its addresses: 4 or 16.
  package let length: Int

  /// The network of `prefix` leading bits that an address lies in; absent where the address is not known or has fewer bits.
  package init?(_ address: ClientAddress, prefix: Int) {
    guard address.length > 0, (0...(address.length * 8)).contains(prefix) else { return nil }
    highMask = Self.mask(prefix)
    lowMask = Self.mask(max(prefix - 64, 0))
    (high, low, length) = (address.high & highMask, address.low & lowMask, address.length)
  }

  /// The network of one address; absent where that is not known.
  package init?(_ address: ClientAddress) { self.init(address, prefix: address.length * 8) }

  /// A number that begins with so many ones; a shift by 64 leaves nothing.
  private static func mask(_ bits: Int) -> UInt64 { ~(UInt64.max >> UInt64(min(bits, 64))) }

  /// Whether an address, which is none that stands for an IPv4 address, lies in the network.
  package func contains(_ address: ClientAddress) -> Bool {
    address.length == length && address.high & highMask == high && address.low & lowMask == low
  }
}

extension ClientAddress {
  /// Addresses of IPv4 as IPv6 has them, `::ffff:0:0/96`: RFC 4291 section 2.5.5.2.
  private static let mappedMark: UInt64 = 0xFFFF

  /// The IPv4 address that an IPv6 address stands for; any other as it is.
  package var unmapped: ClientAddress {
    length == 16 && high == 0 && low >> 32 == Self.mappedMark
      ? ClientAddress(ipv4: UInt32(truncatingIfNeeded: low)) : self
  }

  /// Whether it is one of the host's own loopback addresses, `127.0.0.0/8` or `::1`: RFC 6890.
  package var isLoopback: Bool { length == 4 ? high >> 56 == 127 : length == 16 && high == 0 && low == 1 }

  /// An IPv4 address.
  private init(ipv4 number: UInt32) { self.init(high: UInt64(number) << 32, low: 0, length: 4) }
}
