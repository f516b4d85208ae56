import Testing

@testable import SettingsFile

@Suite("What a settings file would repeat")
struct SettingsAliasTests {
  private func problems(_ text: String) -> [String] {
    do throws(SettingsFileError) {
      _ = try SettingsFile("f.yaml", Array(text.utf8), keys: testKeys)
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  @Test(
    "aliases are refused before they can grow",
    arguments: [
      "[*a, *a]", "*a", "\n  - *a", "\n  ? *a\n  : b", "[\"x\",*a]", "{*a : b}", "!!str *a", "'it''s' # x\nzones: *a",
      "[\"x\n \", *a]", "['x\n # ', *a]", "[x, # it's\n *a]", "x\n \"\nzones: *a",
    ])
  func aliases(text: String) {
    let problems = problems("x: &a [y, y]\nlisten: \(text)")
    #expect(problems.count == 1 && problems[0].contains(": aliases ('*name') are not for settings"), "\(problems)")
  }

  @Test("without a name to repeat an asterisk is one of the text, or what the parser says")
  func asterisks() {
    #expect(problems("listen: a * b & c *d # *e\nzones: 'x *y'\nforward: http://a/?b&c=*d\n").isEmpty)
    #expect(problems("zones: x\nlisten: *:53").first?.hasPrefix("f.yaml:2: ") == true)
  }

  @Test(
    "neither a redirection nor a pattern is a name to repeat, in quotes, texts and comments",
    arguments: [
      "zones: 'a 2>&1 /x/*y'", "zones: \"a 2>&1 /x/*y\"", "zones: x # a 2>&1 /x/*y and **bold**",
      "zones: a 2>&1 /x/*y", "zones: x # a &&b (*c) =*d",
    ])
  func redirections(text: String) { #expect(problems(text).isEmpty) }

  @Test("whatever stands before an alias, it stands for nothing", arguments: 0x20..<0x7F)
  func repetition(code: Int) throws {
    let before = String(UnicodeScalar(UInt8(code)))
    for text in [
      "[\(before)*a]", "[x\(before)*a]", "['x'\(before)*a]", "[ \(before)*a]", "\(before)*a", "\n \(before)*a",
    ] {
      let file = try? SettingsFile("f.yaml", Array("workers: &a repeated\nlisten: \(text)".utf8), keys: testKeys)
      #expect(file?.values.contains { $0.key == "listen" && $0.text == "repeated" } != true, "\(text)")
    }
    for text in ["workers:\(before)&a repeated\nlisten: *a", "zones: [x\(before)&a repeated]\nlisten: *a"] {
      let file = try? SettingsFile("f.yaml", Array(text.utf8), keys: testKeys)
      #expect(file == nil, "\(text)")
    }
  }

  @Test("a bomb of aliases as keys, which would be hashed one by one, ends at once", .timeLimit(.minutes(5)))
  func bomb() {
    let levels = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
    let text = "a0: &a0 [x, x]\n" + levels.joined(separator: "\n") + "\n? *a40\n: x\n"
    #expect(problems(text).first?.hasPrefix("f.yaml:2: aliases") == true)
  }
}
