extension Endpoint {
  /// An endpoint of a text in the form that most have: IPv4 in dotted form without leading zeros, and a port. Any other text is none,
  /// though it may be an endpoint.
  init?(usualForm text: [UInt8]) {
    var (address, part, digits, dots): (UInt32, UInt32, Int, Int) = (0, 0, 0, 0)
    var isPort = false
    for octet in text {
      switch octet {
      case 0x30...0x39:
        guard digits < 5, digits == 0 || part > 0 || isPort else { return nil }
        (part, digits) = (part * 10 + UInt32(octet - 0x30), digits + 1)
      case UInt8(ascii: ".") where !isPort && dots < 3 && digits > 0 && part < 256:
        (address, part, digits, dots) = (address << 8 | part, 0, 0, dots + 1)
      case UInt8(ascii: ":") where !isPort && dots == 3 && digits > 0 && part < 256:
        (address, part, digits, isPort) = (address << 8 | part, 0, 0, true)
      default: return nil
      }
    }
    guard isPort, digits > 0, let port = UInt16(exactly: part) else { return nil }
    self.init(address: .ipv4(address), port: port)
  }
}
