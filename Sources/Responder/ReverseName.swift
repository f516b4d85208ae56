internal import Discovery
internal import DNSWire
internal import ServiceIndex

/// What a name beneath `in-addr.arpa` (RFC 1035 section 3.5) or `ip6.arpa` (RFC 3596 section 2.5) stands for.
enum ReverseName {
  case address(Address)
  /// Part of an address: other names are beneath.
  case prefix
  /// No address can have this name.
  case nothing

  /// Octets of an IPv4 address and hexadecimal digits of an IPv6 one: a label each.
  private static let ipv4Labels = 4
  private static let ipv6Labels = 32
  /// Labels of the names of the two trees.
  private static let treeLabels = 2

  /// The meaning of a name beneath the tree of a family.
  init(_ name: borrowing QuestionName, _ family: AddressFamily) {
    let count = name.labelCount - Self.treeLabels
    let whole = family == .ipv4 ? Self.ipv4Labels : Self.ipv6Labels
    var halves: (high: UInt64, low: UInt64) = (0, 0)
    self = .nothing
    guard count <= whole else { return }
    for label in stride(from: count - 1, through: 0, by: -1) {
      let digits = name.withLabel(label) { family == .ipv4 ? $0.decimalOctet : $0.hexadecimalDigit }
      guard let part = digits else { return }
      let bits = family == .ipv4 ? UInt64(8) : 4
      halves = (halves.high << bits | halves.low >> (64 - bits), halves.low << bits | part)
    }
    let address = family == .ipv4 ? Address.ipv4(UInt32(halves.low)) : .ipv6(high: halves.high, low: halves.low)
    self = count == whole ? .address(address) : .prefix
  }

  /// The family whose addresses have their names at or beneath a zone's origin; absent for other zones.
  static func family(of origin: Name) -> AddressFamily? {
    let labels = origin.lowercased.labels.suffix(treeLabels).map { String(decoding: $0, as: UTF8.self) }
    switch labels {
    case ["in-addr", "arpa"]: return .ipv4
    case ["ip6", "arpa"]: return .ipv6
    default: return nil
    }
  }
}

extension RawSpan {
  /// The number of 0 to 255 that a label says in decimal digits, without leading zeros.
  fileprivate var decimalOctet: UInt64? {
    guard (1...3).contains(byteCount), byteCount == 1 || octet(at: 0) != 0x30 else { return nil }
    var number: UInt64 = 0
    for offset in 0..<byteCount {
      guard (0x30...0x39).contains(octet(at: offset)) else { return nil }
      number = number * 10 + UInt64(octet(at: offset) - 0x30)
    }
    return number < 256 ? number : nil
  }

  /// The number that a label of one hexadecimal digit in lower case says.
  fileprivate var hexadecimalDigit: UInt64? {
    guard byteCount == 1 else { return nil }
    switch octet(at: 0) {
    case 0x30...0x39: return UInt64(octet(at: 0)) - 0x30
    case 0x61...0x66: return UInt64(octet(at: 0)) - 0x61 + 10
    default: return nil
    }
  }
}
