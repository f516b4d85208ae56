extension Name: CustomStringConvertible {
  /// A name from its presentation format, RFC 1035 section 5.1: dots between labels, `\.` and `\DDD` as escapes. A
  /// name without a final dot is taken as complete.
  ///
  /// - Throws: ``NameError`` where it is not a name.
  package init(_ presentation: String) throws(NameError) {
    guard presentation != "." else {
      self = .root
      return
    }
    var labels: [[UInt8]] = [[]]
    var octets = Array(presentation.utf8)[...]
    while let octet = octets.popFirst() {
      switch octet {
      case UInt8(ascii: "."):
        if octets.isEmpty { break }
        labels.append([])
      case UInt8(ascii: "\\"):
        labels[labels.count - 1].append(try Self.unescape(&octets))
      default:
        labels[labels.count - 1].append(octet)
      }
    }
    try self.init(labels: labels)
  }

  /// Reads what follows a backslash: three digits for an octet's value, or the octet itself.
  private static func unescape(_ octets: inout ArraySlice<UInt8>) throws(NameError) -> UInt8 {
    guard let first = octets.popFirst() else { throw .badEscape }
    guard (0x30...0x39).contains(first) else { return first }
    let digits = [first] + octets.prefix(2)
    guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .badEscape }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    guard let octet = UInt8(exactly: value) else { throw .badEscape }
    octets.removeFirst(2)
    return octet
  }

  /// Presentation format with a final dot, RFC 1035 section 5.1.
  package var description: String {
    guard wire != [0] else { return "." }
    return labels.map { $0.map(Self.escape).joined() + "." }.joined()
  }

  private static func escape(_ octet: UInt8) -> String {
    let character = String(UnicodeScalar(octet))
    switch octet {
    case 0x21...0x7E: return ".\\\"();@$".contains(character) ? "\\" + character : character
    default: return "\\" + String(repeating: "0", count: 3 - String(octet).count) + String(octet)
    }
  }
}
