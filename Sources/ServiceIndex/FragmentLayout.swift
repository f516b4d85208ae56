internal import Discovery

/// Where the parts of a service's fragments lie, in octets from their start; numbers are in network order.
///
///     sources u64 | SRV count u32 | IPv4 count u32 | IPv6 count u32 | offsets of IPv4, IPv6 and SRV entries, u32 each
///     | presence u8 | leader u8 | name length u8 | name | IPv4 addresses | IPv6 addresses | SRV entries | SRV data
///
/// An address list has each address once, the oldest instance's first. An SRV entry is the offset of its data and the
/// additional address that belongs to it. SRV data is length u8, form u8 (flags), then priority, weight and port in network order
/// and either the HOST label, to which the owner of the service's name is appended, or a whole name.
enum FragmentLayout {
  static let sources = 0
  static let srvCount = 8
  static let ipv4Count = 12
  static let ipv6Count = 16
  static let ipv4Offset = 20
  static let ipv6Offset = 24
  static let srvOffset = 28
  static let presence = 32
  static let leader = 33
  static let nameLength = 34
  static let name = 35

  /// Octets of an SRV entry.
  static let srvEntryLength = 8
  /// Octets before an SRV's data: length and form.
  static let srvDataHead = 2
  /// Octets of priority, weight and port, RFC 2782.
  static let srvFixedLength = 6

  /// The form of an SRV's data: its target is a HOST label, or a whole name.
  static let targetIsHostLabel: UInt8 = 0
  static let targetIsWholeName: UInt8 = 1
  /// Beside these: the instance is reached over UDP, not TCP.
  static let isUDP: UInt8 = 2

  /// An SRV entry's second word: the address family in the high two bits, the address's index in the rest; 0 for none.
  static func additional(_ family: AddressFamily, _ index: Int) -> UInt32 {
    (family == .ipv4 ? 1 : 2) << 30 | UInt32(index)
  }

  /// What the octet ``leader`` says: the family of the leader's address in its low bits, and whether it has a port.
  static let leaderIsIPv4: UInt8 = 1
  static let leaderIsIPv6: UInt8 = 2
  static let leaderHasPort: UInt8 = 4

  static func code(of presence: Service.Presence) -> UInt8 {
    switch presence {
    case .known: 1
    case .unknown: 2
    case .unavailable: 3
    }
  }

  static func presence(of code: UInt8) -> Service.Presence {
    switch code {
    case 1: .known
    case 2: .unknown
    default: .unavailable
    }
  }
}

/// The two families of addresses that DNS has records for.
package enum AddressFamily: Sendable {
  case ipv4, ipv6

  /// Octets of an address.
  package var addressLength: Int { self == .ipv4 ? 4 : 16 }
}
