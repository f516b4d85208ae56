internal import FoundationEssentials

/// The members of a JSON object with their values as they were written: an id has to be echoed octet for octet.
package struct JSONMembers: Sendable {
  /// Keys in their order, each with the octets of its value.
  package private(set) var members: [(key: String, value: [UInt8])] = []

  /// Splits an object; its values are not looked into.
  ///
  /// - Throws: ``WireError/malformed``.
  package init(_ object: [UInt8]) throws(WireError) {
    guard JSONValue.decode([String: Unread].self, object) != nil else { throw .malformed }
    var rest = object[...].dropFirst().dropLast()
    while let start = rest.firstIndex(where: { !Self.isSpace($0) && $0 != UInt8(ascii: ",") }) {
      rest = rest[start...]
      let key = Self.takeValue(&rest)
      guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
      rest = rest[(colon + 1)...].drop(while: Self.isSpace)
      guard let name = try? JSONDecoder().decode(String.self, from: Data(key)) else { throw .malformed }
      members.append((name, Array(Self.takeValue(&rest))))
    }
  }

  /// The value of a member whose key is `name` or differs from it in case only, as in Go.
  package subscript(_ name: String) -> [UInt8]? {
    members.last { $0.key == name }?.value ?? members.last { $0.key.lowercased() == name.lowercased() }?.value
  }

  /// Takes a value from the front: up to the comma, colon or end outside of strings and brackets.
  private static func takeValue(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var (depth, isInString, isEscaped) = (0, false, false)
    let end = rest.firstIndex { octet in
      defer { isEscaped = isInString && !isEscaped && octet == UInt8(ascii: "\\") }
      if octet == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
      if isInString { return false }
      if octet == UInt8(ascii: "{") || octet == UInt8(ascii: "[") { depth += 1 }
      if octet == UInt8(ascii: "}") || octet == UInt8(ascii: "]") { depth -= 1 }
      return depth == 0 && (octet == UInt8(ascii: ",") || octet == UInt8(ascii: ":") || isSpace(octet))
    }
    defer { rest = rest[(end ?? rest.endIndex)...] }
    return rest[..<(end ?? rest.endIndex)]
  }

  private static func isSpace(_ octet: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(octet) }
}

/// Any JSON value: decoding it checks the grammar and nothing else.
private struct Unread: Decodable { init(from decoder: any Decoder) {} }

/// JSON values by themselves.
package enum JSONValue {
  /// A value as a Swift type; absent where it is none.
  package static func decode<Value: Decodable>(_ type: Value.Type, _ octets: [UInt8]) -> Value? {
    try? JSONDecoder().decode(type, from: Data(octets))
  }

  /// A value's octets, keys in order, as Go writes them.
  package static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? Array(encoder.encode(value))) ?? Array("null".utf8)
  }
}
