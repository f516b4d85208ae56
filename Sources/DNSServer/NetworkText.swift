package import DNSWire
internal import Glibc

/// Networks as text: `10.0.0.0/8`, `192.0.2.7`, `fd00::/8`.
extension Network {
  /// A network from its text; one address is a network, too.
  ///
  /// - Throws: ``NetworkTextError`` where it is none, or has bits behind its prefix.
  package init(parsing text: String) throws(NetworkTextError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = ClientAddress(text: String(parts[0])) else { throw .notANetwork }
    let bits = address.length * 8
    let digits = parts.count == 2 ? parts[1] : "\(bits)"
    guard let prefix = Int(digits), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .notANetwork }
    guard let network = Network(address, prefix: prefix) else { throw .badPrefix(bits) }
    guard (network.high, network.low) == (address.high, address.low) else {
      throw .hostBits("\(network.text)/\(prefix)")
    }
    // Clients are compared as what they are: IPv4 where IPv6 only stands for it. No prefix shorter than this has such an address.
    self = Network(address.unmapped, prefix: address.unmapped == address ? prefix : prefix - Self.mappedBits) ?? network
  }

  /// Bits in front of an IPv4 address in the IPv6 address that stands for it.
  private static let mappedBits = 96

  /// Its first address as text.
  package var text: String { ClientAddress(high: high, low: low, length: length).text }
}

extension ClientAddress {
  /// The address as text; `?` where it is not known.
  package var text: String {
    guard length > 0 else { return "?" }
    let octets = [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - $0 * 8)) } }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = length == 4 ? AF_INET : AF_INET6
    guard unsafe inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else { return "?" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Why a text is no network.
package enum NetworkTextError: Error, Equatable, CustomStringConvertible {
  case notANetwork
  /// The prefix is longer than an address, of so many bits.
  case badPrefix(Int)
  /// An address in the network meant, which is named.
  case hostBits(String)

  package var description: String {
    switch self {
    case .notANetwork: "expected a network or an address, such as 10.0.0.0/8, 192.0.2.7 or fd00::/8, or any"
    case .badPrefix(let bits): "expected a prefix of 0 to \(bits) bits"
    case .hostBits(let network): "expected a network, found an address in one; is \(network) meant?"
    }
  }
}

extension ClientAddress {
  /// An address from its text; absent where it is none.
  package init?(text: String) {
    var octets = [UInt8](repeating: 0, count: 16)
    let family = text.contains(":") ? AF_INET6 : AF_INET
    guard unsafe inet_pton(family, text, &octets) == 1 else { return nil }
    self = octets.withOctets { ClientAddress($0.extracting(0..<(family == AF_INET ? 4 : 16))) }
  }
}
