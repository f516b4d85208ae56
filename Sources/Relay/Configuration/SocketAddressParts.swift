internal import Glibc
internal import NIOCore

extension SocketAddress {
  /// The octets of the IP address, 4 or 16, in network order.
  var addressOctets: [UInt8] { `protocol` == .inet6 ? octets(8..<24) : octets(4..<8) }

  /// Whether it is in fe80::/10, RFC 4291 section 2.5.6.
  var isLinkLocalIPv6: Bool { `protocol` == .inet6 && addressOctets.uint16(at: 0) & 0xFFC0 == 0xFE80 }

  /// The address that it means to programs: 0.0.0.0 and :: are this host (as to connect(2)), and ::ffff:0:0/96 are IPv4 addresses (RFC 4291
  /// section 2.5.5.2). Answers come from there, and it is compared with others.
  var reachable: SocketAddress {
    let octets = addressOctets
    let isMapped = octets.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
    if isMapped { return ipv4(Array(octets.suffix(4))).reachable }
    guard octets.allSatisfy({ $0 == 0 }) else { return self }
    return octets.count == 4 ? ipv4([127, 0, 0, 1]) : (try? SocketAddress(ipAddress: "::1", port: port ?? 0)) ?? self
  }

  private func ipv4(_ octets: [UInt8]) -> SocketAddress {
    let text = octets.map { "\($0)" }.joined(separator: ".")
    return (try? SocketAddress(ipAddress: text, port: port ?? 0)) ?? self
  }

  /// The scope of an IPv6 address behind `%`, by its interface's name while that has one; empty without a scope.
  var scope: String {
    guard `protocol` == .inet6 else { return "" }
    let number = unsafe octets(24..<28).withUnsafeBytes { unsafe $0.loadUnaligned(as: UInt32.self) }
    guard number != 0 else { return "" }
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    guard unsafe if_indextoname(number, &name) != nil else { return "%\(number)" }
    return "%" + String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Octets of the system's structure: ip(7) and ipv6(7) say what stands where.
  private func octets(_ range: Range<Int>) -> [UInt8] {
    unsafe withSockAddr { address, length in
      // The structure is valid for `length` octets while this runs.
      unsafe Array(
        UnsafeRawBufferPointer(start: address, count: length).prefix(range.upperBound).dropFirst(range.lowerBound))
    }
  }
}
