package import Discovery

/// The HOST label of an address: the address with `.` and `:` written as `-`, such as `10-0-3-1`. IPv6 has all eight groups,
/// so that no label begins or ends with a hyphen.
package enum HostLabel {
  /// The label's octets; a host name has no label.
  package static func octets(of address: Address) -> [UInt8]? {
    switch address {
    case .ipv4(let number):
      var label: [UInt8] = []
      label.reserveCapacity(16)
      for shift in stride(from: 24, through: 0, by: -8) {
        if shift < 24 { label.append(UInt8(ascii: "-")) }
        append(number >> shift & 0xFF, to: &label)
      }
      return label
    case .ipv6(let high, let low):
      let parts = [high, low].flatMap { half in
        stride(from: 48, through: 0, by: -16).map { String(half >> $0 & 0xFFFF, radix: 16) }
      }
      return Array(parts.joined(separator: "-").utf8)
    case .host: return nil
    }
  }

  /// Appends a number in decimal digits.
  private static func append(_ number: UInt32, to label: inout [UInt8]) {
    if number > 9 { append(number / 10, to: &label) }
    label.append(UInt8(0x30 + number % 10))
  }

  /// The address that a label in lower case names: only the form that ``octets(of:)`` writes, without leading zeros.
  /// Allocates nothing.
  package static func address(_ label: RawSpan) -> Address? {
    var (groups, digits) = (1, 0)
    var (number, decimal) = (InlineArray<8, UInt32>(repeating: 0), InlineArray<8, UInt32>(repeating: 0))
    for offset in 0..<label.byteCount {
      let octet = unsafe label.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)  // offset is inside
      if octet == UInt8(ascii: "-") {
        guard digits > 0, groups < 8 else { return nil }
        (groups, digits) = (groups + 1, 0)
      } else {
        guard let value = hexValue(octet), digits < 4, digits == 0 || number[groups - 1] != 0 else { return nil }
        number[groups - 1] = number[groups - 1] << 4 | value
        decimal[groups - 1] = value > 9 ? 1000 : decimal[groups - 1] * 10 + value
        digits += 1
      }
    }
    guard digits > 0 else { return nil }
    return groups == 4 ? ipv4(decimal) : groups == 8 ? ipv6(number) : nil
  }

  private static func hexValue(_ octet: UInt8) -> UInt32? {
    switch octet {
    case 0x30...0x39: UInt32(octet) - 0x30
    case 0x61...0x66: UInt32(octet) - 0x61 + 10
    default: nil
    }
  }

  private static func ipv4(_ groups: InlineArray<8, UInt32>) -> Address? {
    var number: UInt32 = 0
    for index in 0..<4 {
      guard groups[index] <= 255 else { return nil }
      number = number << 8 | groups[index]
    }
    return .ipv4(number)
  }

  private static func ipv6(_ groups: InlineArray<8, UInt32>) -> Address? {
    var halves: (UInt64, UInt64) = (0, 0)
    for index in 0..<4 { halves.0 = halves.0 << 16 | UInt64(groups[index]) }
    for index in 4..<8 { halves.1 = halves.1 << 16 | UInt64(groups[index]) }
    return .ipv6(high: halves.0, low: halves.1)
  }
}

/// The target of an instance's SRV record, as far as the service decides it.
struct SRVTarget {
  let form: UInt8
  let octets: [UInt8]

  /// Absent where a host name makes no domain name.
  init?(_ address: Address) {
    if let label = HostLabel.octets(of: address) {
      form = FragmentLayout.targetIsHostLabel
      octets = [UInt8(label.count)] + label
    } else if case .host(let name) = address {
      let labels = name.utf8.split(separator: UInt8(ascii: "."))
      guard name.utf8.count <= 253, labels.allSatisfy({ (1...63).contains($0.count) }) else { return nil }
      form = FragmentLayout.targetIsWholeName
      octets = labels.flatMap { [UInt8($0.count)] + Array($0) } + [0]
    } else {
      return nil
    }
  }
}
