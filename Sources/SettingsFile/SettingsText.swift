internal import LocalFiles

/// A settings file as written, before anything is made of it.
struct SettingsText {
  /// How it is written.
  enum Format {
    case yaml, json
  }

  let path: String
  let octets: [UInt8]
  let text: String

  /// JSON where the name says so.
  var format: Format { path.hasSuffix(".json") ? .json : .yaml }

  /// Text in UTF-8.
  ///
  /// - Throws: ``SettingsProblem`` with the first line that is not.
  init(path: String, octets: [UInt8]) throws(SettingsProblem) {
    guard let text = String(validating: octets, as: UTF8.self) else {
      let lines = octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
      throw SettingsProblem(path, line: line.map { $0 + 1 }, "expected text in UTF-8")
    }
    (self.path, self.octets, self.text) = (path, octets, text)
  }

  /// One of its lines, counted from 1.
  func line(_ number: Int) -> Substring {
    let lines = text.split(maxSplits: number, omittingEmptySubsequences: false, whereSeparator: \.endsLine)
    return lines.dropFirst(number - 1).first ?? ""
  }

  /// Refuses aliases (`*name`), which repeat what is written elsewhere: a few lines of them can stand for more than any
  /// memory holds, and the parser follows them. So they are looked for before it runs, at the places where YAML would take an asterisk
  /// for one.
  ///
  /// - Throws: ``SettingsProblem`` with the line.
  func refuseAliases() throws(SettingsProblem) {
    var line = 1
    for content in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if Self.hasAlias(content) {
        throw SettingsProblem(
          path, line: line, "aliases ('*name') are not for settings; an asterisk that is none needs quotes")
      }
      line += 1
    }
  }

  /// Whether an asterisk begins a word outside of quotes and comments. A line that begins within quotes is looked at as if it did not.
  private static func hasAlias(_ line: Substring.UTF8View) -> Bool {
    var (quote, before) = (UInt8?.none, UInt8(ascii: " "))
    for octet in line {
      let startsWord = " \t\r[{,:".utf8.contains(before)
      switch octet {
      case quote: quote = nil
      case _ where quote != nil: break
      case UInt8(ascii: "#") where " \t".utf8.contains(before): return false
      case UInt8(ascii: "\""), UInt8(ascii: "'"): if startsWord { quote = octet }
      case UInt8(ascii: "*"): if startsWord { return true }
      default: break
      }
      before = octet
    }
    return false
  }
}
