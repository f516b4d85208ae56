import Testing

@testable import Piloted

@Suite("JSON5, as ContainerPilot 3 reads it")
struct JSON5ReaderTests {
  @Test("values", arguments: valueRows)
  func values(text: String, meaning: String) throws {
    #expect(try JSON5Reader.value(Array(text.utf8)).spelling == meaning)
  }

  @Test("mistakes are named with their place and what was expected", arguments: mistakeRows)
  func mistakes(text: String, place: String, message: String) {
    let error = #expect(throws: TextError.self, "\(text)") { try JSON5Reader.value(Array(text.utf8)) }
    let found = error.map { TextPlace(of: $0.offset, in: Array(text.utf8)).description }
    #expect(
      found == place && error?.message.contains(message) == true, "\(text): \(found ?? "") \(error?.message ?? "")")
  }

  @Test("values know their places")
  func places() throws {
    let value = try JSON5Reader.value(Array("\n {a: [1, 'ä', /* c */ {}]}".utf8))
    guard case .object(let members) = value.content, let member = members["a"],
      case .array(let elements) = member.value.content
    else { throw Unexpected() }
    #expect(value.offset == 2 && member.keyOffset == 3 && member.value.offset == 6)
    #expect(elements.map(\.offset) == [7, 10, 24])
  }

  @Test("deep values are refused, wide ones are not")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSON5Reader.value(nested(64))
    let error = #expect(throws: TextError.self) { try JSON5Reader.value(nested(65)) }
    #expect(error?.offset == 64)
    #expect(throws: TextError.self) { try JSON5Reader.value(Array(String(repeating: "[", count: 1_000_000).utf8)) }
    _ = try JSON5Reader.value(Array(("[" + String(repeating: "[],", count: 10_000) + "]").utf8))
  }

  private struct Unexpected: Error {}
}

extension JSON5Value {
  /// The value in a form that shows its kind.
  fileprivate var spelling: String {
    switch content {
    case .null: "null"
    case .truth(let truth): "\(truth)"
    case .number(let number): "\(number)"
    case .text(let text): "'\(text)'"
    case .array(let elements): "[\(elements.map(\.spelling).joined(separator: " "))]"
    case .object(let members):
      "{\(members.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.value.spelling)" }.joined(separator: " "))}"
    }
  }
}

private let valueRows: [(String, String)] = [
  ("{}", "{}"), (" [ ] ", "[]"), ("null", "null"), ("[true,false]", "[true false]"),
  ("{\"a\": 1, \"b\": [\"c\"]}", "{a:1.0 b:['c']}"),
  ("{a: 1}", "{a:1.0}"), ("{$a: 1, _b2: 2, A: 3}", "{$a:1.0 A:3.0 _b2:2.0}"), ("{'a b': 'c\"d'}", "{a b:'c\"d'}"),
  ("{null: 1, true: 2, Infinity: 3}", "{Infinity:3.0 null:1.0 true:2.0}"),
  ("[1,2,]", "[1.0 2.0]"), ("{a:1,}", "{a:1.0}"), ("{a: 1, a: 2}", "{a:2.0}"), ("{a: 1, 'a': null}", "{a:null}"),
  ("// c\n[1, // d\n2] // e", "[1.0 2.0]"), ("/* c */ [/**/1/* * / \n*/]/*e*/", "[1.0]"), ("[1]//", "[1.0]"),
  ("[0x1F, 0XaB, -0x10]", "[31.0 171.0 -16.0]"), ("[+5, .5, 5., -.5, +5.]", "[5.0 0.5 5.0 -0.5 5.0]"),
  ("[0, -0, 0.5, 1e3, 1E-2, 1.5e+2, .5e1, 5.e1]", "[0.0 -0.0 0.5 1000.0 0.01 150.0 5.0 50.0]"),
  ("[Infinity, -Infinity, +Infinity, NaN]", "[inf -inf inf nan]"),
  ("'a\\\nb'", "'ab'"), ("'a\\\r\nb'", "'ab'"),
  ("\"\\b\\f\\n\\r\\t\\v\\0\\\\\\\"\\'\\/\"", "'\u{8}\u{C}\n\r\t\u{B}\0\\\"'/'"),
  ("'\\x41\\u00e4\\ud83d\\ude00'", "'Aä😀'"), ("'\\q\\ä'", "'qä'"), ("'a\tb'", "'a\tb'"),
  ("\"\"", "''"), ("'ä\u{301}😀'", "'ä\u{301}😀'"), ("\u{A0}\u{2028}[\u{B}\u{C}\r]", "[]"),
  ("['a\\\u{2028}b']", "['ab']"),
]

private let mistakeRows: [(String, String, String)] = [
  ("", "1:1", "expected an object, found the end"), (" \n ", "2:2", "found the end"), ("// a", "1:5", "found the end"),
  ("\u{FEFF}{}", "1:1", "byte order mark"), ("{}\u{FEFF}", "1:3", "end of the text, found U+FEFF"),
  ("{} x", "1:4", "expected the end of the text, found 'x'"), ("[1]]", "1:4", "expected the end"),
  ("{", "1:2", "a key or '}', found the end"), ("{a", "1:3", "':' behind the key \"a\", found the end"),
  ("{a 1}", "1:4", "':' behind the key \"a\", found '1'"),
  ("{a:", "1:4", "the value of \"a\", found the end"), ("{a:}", "1:4", "the value of \"a\", found '}'"),
  ("{a:1", "1:5", "',' or '}' behind a member of an object, found the end"), ("{a:1 b:2}", "1:6", "',' or '}'"),
  ("{,}", "1:2", "a key"), ("{a:1,,}", "1:6", "a key"),
  ("{1:2}", "1:2", "a key or '}', found '1'"), ("{a-b: 1}", "1:3", "':' behind"), ("{ä: 1}", "1:2", "found 'ä'"),
  ("{“a”: 1}", "1:2", "found '“'"), ("[", "1:2", "an element of an array, found the end"), ("[,]", "1:2", "an element"),
  ("[1 2]", "1:4", "',' or ']'"), ("[1}", "1:3", "',' or ']'"),
  ("[1\n,\n2 3]", "3:3", "found '3'"), ("'a\nb'", "1:3", "not end on its line"),
  ("'a\rb'", "1:3", "not end on its line"), ("'a", "1:1", "string that does not end"),
  ("['ä', \"a']", "1:7", "string that does not end"), ("'a\\", "1:3", "unknown escape"),
  ("'\\1'", "1:2", "unknown escape"), ("'\\01'", "1:2", "unknown escape"),
  ("'\\x4'", "1:4", "2 hexadecimal digits"), ("'\\u12g4'", "1:4", "4 hexadecimal digits"),
  ("'\\ud800'", "1:2", "surrogate"), ("'\\ude00'", "1:2", "surrogate"), ("'\\ud800\\u0041'", "1:2", "surrogate"),
  ("[tru]", "1:2", "found 'tru'"), ("[undefined]", "1:2", "found 'undefined'"), ("[True]", "1:2", "found 'True'"),
  ("[010]", "1:2", "found '010'"), ("[.]", "1:2", "found '.'"), ("[-]", "1:2", "found '-'"),
  ("[1e]", "1:2", "found '1e'"), ("[0x]", "1:2", "found '0x'"), ("[1.2.3]", "1:2", "found"), ("[--1]", "1:2", "found"),
  ("[0x1.8]", "1:2", "found"), ("[1_0]", "1:2", "found"), ("[3s]", "1:2", "found '3s'"), ("[inf]", "1:2", "found"),
  ("[nan]", "1:2", "found"), ("[e5]", "1:2", "found"), ("[1ee5]", "1:2", "found"), ("[- 1]", "1:2", "found '-'"),
  ("[1] /* a", "1:5", "comment that does not end"), ("[1, / 2]", "1:5", "found '/'"),
  ("[1, # 2\n]", "1:5", "found '#'"), ("`a`", "1:1", "found '`'"),
]
