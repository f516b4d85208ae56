internal import Logging

/// A line as people read it.
enum LogText {
  /// `2026-07-01T12:00:00.000Z warning doyen: message field=value`.
  static func line(_ line: LogLine) -> String {
    "\(TimeText.text(line.time)) \(line.level.rawValue) \(line.label): \(content(line))\n"
  }

  /// `<4>message field=value`.
  static func journalLine(_ line: LogLine) -> String { "<\(priority(line.level))>\(content(line))\n" }

  /// The message, and those fields whose values it does not say already.
  private static func content(_ line: LogLine) -> String {
    var text = escaped(line.message)
    for (name, value) in line.fields {
      if !says(line.message, value) { text += " \(escaped(name))=\(quoted(plainText(value)))" }
    }
    return text
  }

  /// Whether a message has a text in it, or all texts of a list. Numbers are always shown: it may have one for another reason.
  private static func says(_ message: String, _ value: Logger.MetadataValue) -> Bool {
    switch value {
    case .string(let text): says(message, text)
    case .array(let values): !values.isEmpty && values.allSatisfy { says(message, $0) }
    case .stringConvertible, .dictionary: false
    }
  }

  /// Whether a message has a text in it, not as a part of another word or number.
  private static func says(_ message: String, _ value: String) -> Bool {
    guard !value.isEmpty else { return false }
    let isInWord = { (character: Character?) in character.map { $0.isLetter || $0.isNumber } ?? false }
    return message.ranges(of: value).contains { range in
      let before = range.lowerBound == message.startIndex ? nil : message[message.index(before: range.lowerBound)]
      let after = range.upperBound == message.endIndex ? nil : message[range.upperBound]
      return !isInWord(before) && !isInWord(after)
    }
  }

  /// The priorities of syslog(3).
  private static func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .critical: 2
    case .error: 3
    case .warning: 4
    case .notice: 5
    case .info: 6
    case .debug, .trace: 7
    }
  }

  private static func plainText(_ value: Logger.MetadataValue) -> String {
    switch value {
    case .string(let text): text
    case .stringConvertible(let value): value.description
    case .array(let values): "[" + values.map(plainText).joined(separator: ",") + "]"
    case .dictionary(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "\($0.key)=\(plainText($0.value))" }.joined(separator: ",") + "}"
    }
  }

  /// A value in quotes where its end could not be told otherwise.
  private static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D }
    guard !isPlain else { return escaped(text) }
    let marks = text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
    return "\"" + escaped(marks.joined()) + "\""
  }

  /// The text on one line, without what a terminal would obey: names come from strangers.
  private static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: \.isUnprintable) else { return text }
    return text.unicodeScalars.map { $0.isUnprintable ? "\\u{\(String($0.value, radix: 16))}" : String($0) }.joined()
  }
}

extension Unicode.Scalar {
  /// Whether it could end a line, or change what stands around it, where it is shown.
  var isUnprintable: Bool {
    switch value {
    case ..<0x20, 0x7F...0x9F: true  // the control characters of ISO 646 and ISO 8859
    case 0x2028, 0x2029: true  // ends of line and paragraph
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // directions of writing
    default: false
    }
  }
}
