internal import Logging

/// A line as one JSON object, RFC 8259.
enum LogJSON {
  /// The names that every line has; a field of one of these names gets a low line in front.
  static let ownNames: Set<String> = ["time", "level", "label", "message"]

  /// The object, and the end of the line.
  static func line(_ line: LogLine) -> String {
    var text = "{\"time\":\(quoted(TimeText.text(line.time))),\"level\":\(quoted(line.level.rawValue))"
    text += ",\"label\":\(quoted(line.label)),\"message\":\(quoted(line.message))"
    for (name, value) in line.fields {
      text += ",\(quoted(ownNames.contains(name) ? "_" + name : name)):\(json(value))"
    }
    return text + "}\n"
  }

  private static func json(_ value: Logger.MetadataValue) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .stringConvertible(let value): number(value) ?? quoted(value.description)
    case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
    case .dictionary(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(json($0.value))" }.joined(separator: ",")
        + "}"
    }
  }

  /// What JSON has other values for than strings: whole numbers, finite ones, truth.
  private static func number(_ value: any CustomStringConvertible & Sendable) -> String? {
    switch value {
    case let value as Bool: value ? "true" : "false"
    case let value as any FixedWidthInteger: "\(value)"
    case let value as Double: value.isFinite ? "\(value)" : nil
    default: nil
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"", "\\": result += "\\\(character)"
      case _ where character.isUnprintable: result += "\\u" + fourDigits(character.value)
      default: result.unicodeScalars.append(character)
      }
    }
    return result + "\""
  }

  /// Four hexadecimal digits; all characters that need them have no more.
  private static func fourDigits(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
