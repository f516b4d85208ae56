import Glibc

extension Address: CustomStringConvertible {
  /// An address from its text: IPv4 in dotted form, IPv6 without brackets, else a host name. IPv4 mapped into IPv6 counts
  /// as IPv4.
  ///
  /// - Throws: ``AddressError`` where it is none of the three.
  public init(_ text: String) throws(AddressError) {
    var ipv4 = in_addr()
    var ipv6 = in6_addr()
    if unsafe inet_pton(AF_INET, text, &ipv4) == 1 {
      self = .ipv4(UInt32(bigEndian: ipv4.s_addr))
    } else if unsafe inet_pton(AF_INET6, text, &ipv6) == 1 {
      self = unsafe withUnsafeBytes(of: &ipv6) { Address(ipv6: unsafe $0.load(as: (UInt64, UInt64).self)) }
    } else {
      guard Self.isHostName(text) else { throw .notAnAddress(text) }
      self = .host(text)
    }
  }

  private init(ipv6 words: (UInt64, UInt64)) {
    let (high, low) = (UInt64(bigEndian: words.0), UInt64(bigEndian: words.1))
    self = high == 0 && low >> 32 == 0xFFFF ? .ipv4(UInt32(truncatingIfNeeded: low)) : .ipv6(high: high, low: low)
  }

  /// Whether `text` is a host name by RFC 1123 section 2.1 (underscores let pass), with no label that is only digits at its
  /// end, which would be a mistyped IPv4 address.
  private static func isHostName(_ text: String) -> Bool {
    let labels = (text.hasSuffix(".") ? text.dropLast() : text[...]).split(
      separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 253, let last = labels.last, !last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return false
    }
    return labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-"
        && label.utf8.allSatisfy { octet in
          switch octet {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
          default: false
          }
        }
    }
  }

  /// The address in its usual text form (RFC 5952 for IPv6), without brackets.
  public var description: String {
    switch self {
    case .ipv4(let number):
      return (0..<4).reversed().map { String(number >> (8 * $0) & 0xFF) }.joined(separator: ".")
    case .ipv6(let high, let low):
      var octets = in6_addr()
      unsafe withUnsafeMutableBytes(of: &octets) {
        unsafe $0.storeBytes(of: (high.bigEndian, low.bigEndian), as: (UInt64, UInt64).self)
      }
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      guard unsafe inet_ntop(AF_INET6, &octets, &text, socklen_t(text.count)) != nil else { return "::" }
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    case .host(let name):
      return name
    }
  }
}

extension Endpoint: CustomStringConvertible, Comparable {
  /// An endpoint from `address:port`, `[ipv6]:port`, or an address alone, which has port 0. Go: `net.SplitHostPort`.
  ///
  /// - Throws: ``AddressError`` where the address or the port is none.
  public init(_ text: String) throws(AddressError) {
    if text.hasPrefix("["), let close = text.lastIndex(of: "]") {
      let port = try Self.port(of: text[text.index(after: close)...], in: text)
      self.init(address: try Address(String(text[text.index(after: text.startIndex)..<close])), port: port)
    } else if let colon = text.lastIndex(of: ":"), text.firstIndex(of: ":") == colon {
      self.init(address: try Address(String(text[..<colon])), port: try Self.port(of: text[colon...], in: text))
    } else {
      self.init(address: try Address(text), port: 0)
    }
  }

  private static func port(of suffix: Substring, in text: String) throws(AddressError) -> UInt16 {
    if suffix.isEmpty { return 0 }
    guard suffix.first == ":", suffix.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = UInt16(suffix.dropFirst())
    else { throw .notAPort(text) }
    return port
  }

  /// `address:port`, IPv6 in brackets; the address alone where there is no port.
  public var description: String {
    guard port != 0 else { return address.description }
    if case .ipv6 = address { return "[\(address)]:\(port)" }
    return "\(address):\(port)"
  }

  /// IPv4 before IPv6 before host names, then by number or name, then by port: a total order, the same everywhere.
  public static func < (left: Endpoint, right: Endpoint) -> Bool {
    switch (left.address, right.address) {
    case (.ipv4(let one), .ipv4(let other)) where one != other: one < other
    case (.ipv4, .ipv6), (.ipv4, .host), (.ipv6, .host): true
    case (.ipv6, .ipv4), (.host, .ipv4), (.host, .ipv6): false
    case (.ipv6(let one, let oneLow), .ipv6(let other, let otherLow)) where one != other || oneLow != otherLow:
      (one, oneLow) < (other, otherLow)
    case (.host(let one), .host(let other)) where one != other: one < other
    default: left.port < right.port
    }
  }
}

/// Why a text is no address or endpoint.
public enum AddressError: Error, Equatable, CustomStringConvertible {
  /// Neither an IP address nor a host name.
  case notAnAddress(String)
  /// What follows the address is no port of 0 to 65535.
  case notAPort(String)

  /// A line for the person who wrote it.
  public var description: String {
    switch self {
    case .notAnAddress(let text): "'\(text)': expected an IPv4 or IPv6 address or a host name"
    case .notAPort(let text): "'\(text)': expected a port of 0 to 65535 after the address"
    }
  }
}
