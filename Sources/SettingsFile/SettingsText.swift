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

  /// How many lines it has, whatever YAML lets end one.
  var lineCount: Int { text.count(where: \.isNewline) + 1 }

  /// One of its lines, counted from 1.
  func line(_ number: Int) -> Substring {
    let lines = text.split(maxSplits: number, omittingEmptySubsequences: false, whereSeparator: \.endsLine)
    return lines.dropFirst(number - 1).first ?? ""
  }

  /// Refuses aliases (`*name`), which repeat what is written elsewhere (`&name`): a few lines of them can stand for more than any
  /// memory holds, and the parser follows them. So they are looked for before it runs. Where quotes and comments begin and end only
  /// a parser can tell: a text with both counts wherever they could stand, and one without `&name` has nothing to repeat.
  ///
  /// - Throws: ``SettingsProblem`` with the line.
  func refuseAliases() throws(SettingsProblem) {
    guard nameOffset(behind: UInt8(ascii: "&")) != nil, let offset = nameOffset(behind: UInt8(ascii: "*")) else {
      return
    }
    let line = octets[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
    throw SettingsProblem(
      path, line: line, "aliases ('*name') are not for settings; where none is meant, leave no '&name' in the file")
  }

  /// Where a mark first stands before a name, and behind what can end whatever is before it.
  private func nameOffset(behind mark: UInt8) -> Int? {
    octets.indices.dropLast().first { index in
      octets[index] == mark && octets[index + 1].isInNames && (index == 0 || octets[index - 1].canEndToken)
    }
  }
}

extension UInt8 {
  /// Whether the parser has it in the name of an alias.
  fileprivate var isInNames: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Whether an anchor or an alias can come right behind it: white space, also such of Unicode, quotes, and what YAML has between values.
  /// An arrow, a slash or another mark is of a text, as in `2>&1` and `/tmp/*lock`, or nothing that the parser takes.
  fileprivate var canEndToken: Bool {
    switch self {
    case 0...UInt8(ascii: " "), 0x80..., UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: "-"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}
