/// The fields in front of a record's type. RFC 1035 section 5.1 lets TTL and class stand in either order; libldns takes one.
struct ZoneFields {
  private let line: ArraySlice<UInt8>

  /// The fields of the line that a record begins on.
  init(_ line: ArraySlice<UInt8>) { self.line = line }

  /// The line with the TTL in front of the class.
  var withTTLFirst: [UInt8] {
    let fields = fields
    let first = line.first.map(Self.isSpace) == true ? 0 : 1
    guard fields.count > first + 1, Self.isClass(line[fields[first]]), Self.isTTL(line[fields[first + 1]]) else {
      return Array(line)
    }
    let (recordClass, ttl) = (fields[first], fields[first + 1])
    return Array(line[..<recordClass.lowerBound]) + line[ttl] + line[recordClass.upperBound..<ttl.lowerBound]
      + line[recordClass] + line[ttl.upperBound...]
  }

  /// Where the first three fields stand, as far as the line has them without parentheses, quotes and comments.
  private var fields: [Range<Int>] {
    var fields: [Range<Int>] = []
    var start: Int?
    for index in line.indices where fields.count < 3 {
      guard !Self.special.contains(line[index]) else { break }
      if Self.isSpace(line[index]) {
        if let begin = start { fields.append(begin..<index) }
        start = nil
      } else {
        start = start ?? index
      }
    }
    return fields
  }

  private static let special = Array("();\"".utf8)

  private static func isSpace(_ octet: UInt8) -> Bool { octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }

  private static func isClass(_ field: ArraySlice<UInt8>) -> Bool {
    ["IN", "CH", "HS", "CS"].contains(String(decoding: field, as: UTF8.self).uppercased())
  }

  /// Whether a field is a number of seconds, or numbers with units, such as `1h30m`.
  private static func isTTL(_ field: ArraySlice<UInt8>) -> Bool {
    guard let first = field.first, (0x30...0x39).contains(first) else { return false }
    return field.allSatisfy { (0x30...0x39).contains($0) || "smhdwSMHDW".utf8.contains($0) }
  }
}
