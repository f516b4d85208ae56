internal import Discovery

/// Where the parts of a service's fragments lie, in octets from their start; numbers are in network order.
///
///     sources u64 | SRV count u32 | IPv4 count u32 | IPv6 count u32 | offsets of IPv4, IPv6 and SRV entries, u32 each
///     | term count u32 | offset of terms u32 | offset of members u32 | own IPv4 count u32 | own IPv6 count u32 | host TTL u32
///     | presence u8 | flags u8 | host names u8 | name length u8 | name | SRV data | SRV entries | IPv4 addresses | IPv6 addresses
///     | members | term entries | term data | order (see ``FragmentOrder``)
///
/// SRV data has something behind it also in the smallest service, so that the last record's can be read in whole words.
///
/// An address list has each address once, the oldest instance's first: the instances' own, then those that host names stand for.
/// An SRV entry is the offset of its data and the
/// additional address that belongs to it. SRV data is the target's length u8, form u8 (flags), then priority, weight and port in
/// network order and either the HOST label, to which the owner of the service's name is appended, or a whole name; behind these,
/// where the instance has attributes, the length u16 and the octets of its TXT record.
///
/// Members are there where instances can be picked, and where host names have been looked up. A member is an instance, in order of
/// age: its SRV entry's number plus one, its address as in an SRV entry, and the number plus one of the next older member with that
/// address; 0 for none. An instance whose address is a host name has how many addresses that stands for in the place of its
/// address, IPv4 in the higher of two octets, and is followed by a member for each, IPv4 first. Terms have members. A term
/// entry is the offset of its text, the offset of its list, the list's count, and how many distinct addresses of each family it
/// has; entries are in the order of their texts. A text is kind u8, length u8, then labels in wire form; a list has its members'
/// numbers, u32 each, in order.
@usableFromInline enum FragmentLayout {
  static let sources = 0
  static let srvCount = 8
  static let ipv4Count = 12
  static let ipv6Count = 16
  static let ipv4Offset = 20
  static let ipv6Offset = 24
  static let srvOffset = 28
  static let termCount = 32
  static let termsOffset = 36
  static let membersOffset = 40
  static let ownIPv4Count = 44
  static let ownIPv6Count = 48
  static let hostTTL = 52
  static let presence = 56
  static let flags = 57
  static let hostNames = 58
  static let nameLength = 59
  static let name = 60

  /// Octets of an SRV entry.
  static let srvEntryLength = 8
  /// Octets before an SRV's data: the target's length, and form.
  static let srvDataHead = 2
  /// Octets of priority, weight and port, RFC 2782.
  @inlinable static var srvFixedLength: Int { 6 }
  /// Octets of a member, and of a term's entry.
  static let memberLength = 12
  static let termEntryLength = 20
  /// Octets before a term's labels: kind and length.
  static let termHead = 2

  /// The form of an SRV's data: its target is a HOST label, or a whole name.
  static let targetIsHostLabel: UInt8 = 0
  @inlinable static var targetIsWholeName: UInt8 { 1 }
  /// Beside these: the instance is reached over UDP, not TCP.
  static let isUDP: UInt8 = 2
  /// Beside these: the instance has a TXT record that is not empty.
  static let hasText: UInt8 = 4
  /// Beside these: the instance has no name of its own, RFC 6763.
  static let hasNoName: UInt8 = 8

  /// An SRV entry's second word: the address family in the high two bits, the address's index in the rest; 0 for none.
  static func additional(_ family: AddressFamily, _ index: Int) -> UInt32 {
    (family == .ipv4 ? 1 : 2) << 30 | UInt32(index)
  }

  /// What a member has in the place of an address where that is a host name: how many addresses it stands for.
  static func host(ipv4Count: Int, ipv6Count: Int) -> UInt32 { UInt32(ipv4Count << 8 | ipv6Count) }

  /// The flags: the family of the leader's address in the low bits, and whether it has a port.
  static let leaderIsIPv4: UInt8 = 1
  static let leaderIsIPv6: UInt8 = 2
  static let leaderHasPort: UInt8 = 4
  /// Whether there are instances with a port that are reached over TCP, and over UDP.
  static let hasTCP: UInt8 = 8
  static let hasUDP: UInt8 = 16
  /// Whether somebody leads.
  static let hasLeader: UInt8 = 32

  /// The flags that say who leads.
  static func leader(of service: Service) -> UInt8 {
    guard service.hasLeader, let leader = service.list.first?.endpoint else { return 0 }
    let port = hasLeader | (leader.port == 0 ? 0 : leaderHasPort)
    switch leader.address {
    case .ipv4: return port | leaderIsIPv4
    case .ipv6: return port | leaderIsIPv6
    case .host: return port
    }
  }

  static func code(of presence: Service.Presence) -> UInt8 {
    switch presence {
    case .known: 1
    case .unknown: 2
    case .unavailable: 3
    case .awaited: 4
    }
  }

  static func presence(of code: UInt8) -> Service.Presence {
    switch code {
    case 1: .known
    case 2: .unknown
    case 4: .awaited
    default: .unavailable
    }
  }
}

/// What a term of a service picks its instances by.
package enum TermKind: UInt8, Sendable {
  /// The value and the key of an attribute, two labels.
  case attribute = 1
  /// The key of an attribute, one label: nothing is picked by it, but the name exists.
  case key
  /// A tag, one label.
  case tag
  /// The protocol of RFC 2782, one label, where a service has instances of both.
  case transport
}
