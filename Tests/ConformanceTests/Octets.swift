/// Octets as case files write them: hexadecimal digits, text in quotes, and `*N` for N octets of any value.
struct OctetPattern: Equatable {
  /// Each octet, or nothing where any will do.
  private(set) var octets: [UInt8?] = []

  /// Absent where the text is not such octets.
  init?(_ text: String) {
    var rest = text[...]
    while let next = rest.first {
      switch next {
      case " ": rest.removeFirst()
      case "\"": guard takeText(&rest) else { return nil }
      case "*": guard takeCount(&rest) else { return nil }
      default: guard takePair(&rest) else { return nil }
      }
    }
  }

  private mutating func takeText(_ rest: inout Substring) -> Bool {
    let text = rest.dropFirst().prefix { $0 != "\"" }
    octets += text.utf8.map { $0 }
    rest = text.base[text.endIndex...]
    return rest.popFirst() == "\""
  }

  private mutating func takeCount(_ rest: inout Substring) -> Bool {
    let digits = rest.dropFirst().prefix(while: \.isNumber)
    rest = digits.base[digits.endIndex...]
    guard let count = Int(digits) else { return false }
    octets += Array(repeating: nil, count: count)
    return true
  }

  private mutating func takePair(_ rest: inout Substring) -> Bool {
    guard rest.count >= 2, let octet = UInt8(rest.prefix(2), radix: 16) else { return false }
    octets.append(octet)
    rest.removeFirst(2)
    return true
  }

  /// The octets, where each has a value.
  var values: [UInt8]? {
    let values = octets.compactMap { $0 }
    return values.count == octets.count ? values : nil
  }

  /// Whether these octets are all of `other`.
  func matches(_ other: some Collection<UInt8>) -> Bool {
    other.count == octets.count && zip(octets, other).allSatisfy { $0 == nil || $0 == $1 }
  }

  /// Whether these octets stand anywhere in `other`.
  func isContained(in other: [UInt8]) -> Bool {
    guard other.count >= octets.count else { return false }
    return (0...(other.count - octets.count)).contains { matches(other[$0..<($0 + octets.count)]) }
  }
}
