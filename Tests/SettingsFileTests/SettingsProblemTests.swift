import TestSupport
import Testing

@testable import SettingsFile

@Suite("What is wrong with a settings file")
struct SettingsProblemTests {
  private func problems(_ octets: [UInt8], _ path: String = "f.yaml") -> [String] {
    do throws(SettingsFileError) {
      _ = try SettingsFile(path, octets, keys: testKeys)
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  private func problems(_ text: String, _ path: String = "f.yaml") -> [String] { problems(Array(text.utf8), path) }

  @Test("each is named with its line, in order")
  func all() {
    let text = """
      lisen: 127.0.0.1:53
      nameserver: x
      watch-only: maybe
      workers: [1]
      zones: {a: 1}
      listen:
        - a
        -
      containerpilot:
      """
    #expect(
      problems(text) == [
        "f.yaml:1: unknown key 'lisen'; did you mean 'listen'?",
        "f.yaml:2: unknown key 'nameserver'",
        "f.yaml:3: watch-only: expected true or false",
        "f.yaml:4: workers: expected a text or a whole number, found a list",
        "f.yaml:5: zones: expected a text, or a list of texts, found keys of its own",
        "f.yaml:8: listen: expected a value, found nothing; without the key the default counts",
        "f.yaml:9: containerpilot: expected a value, found nothing; without the key the default counts",
      ])
  }

  @Test(
    "a value that is missing is missed at its key",
    arguments: [
      "? watch-only", "? watch-only\n\n\n", "? watch-only\n\nlisten: x", "{? watch-only\n}", "watch-only:\n\n",
    ])
  func missing(text: String) {
    #expect(
      problems(text) == [
        "f.yaml:1: watch-only: expected a value, found nothing; without the key the default counts"
      ])
  }

  @Test(
    "of JSON, too",
    arguments: [
      (#"{"listen": ["a",\#n5]}"#, "f.json:2: listen: expected texts in quotes"),
      (#"{"watch-only": 1}"#, "f.json:1: watch-only: expected true or false"),
      (#"{"watch-only": "true"}"#, "f.json:1: watch-only: expected true or false"),
      (#"{"workers": true}"#, "f.json:1: workers: expected a text or a whole number"),
      (#"{"workers": 1.5}"#, "f.json:1: workers: expected a text or a whole number"),
      (#"{"workers": null}"#, "f.json:1: workers: expected a value, found nothing; without the key the default counts"),
      (#"["a"]"#, "f.json:1: expected keys with values, such as 'listen: 127.0.0.1:53'"),
    ])
  func json(text: String, expected: String) { #expect(problems(text, "f.json") == [expected]) }

  @Test(
    "what is YAML alone is no JSON",
    arguments: ["listen: x", "{\"listen\": x}", "{} # none", ""])
  func strictJSON(text: String) {
    let problems = problems(text, "f.json")
    #expect(problems.count == 1 && problems[0].hasPrefix("f.json: expected JSON: "), "\(problems)")
  }

  @Test(
    "what is no YAML is refused with the line",
    arguments: [
      ("zones: a\nlisten: [::1]:53", "f.yaml:2: did not find expected node content, while parsing a flow node"),
      ("zones: a\nlisten: {b: ", "f.yaml:2: did not find expected node content, while parsing a flow node"),
      ("listen: x\n\tzones: y", "f.yaml:2: found a tab character that violates indentation"),
      ("listen: a\nzones: b\nlisten: c", "f.yaml:1: given more than once: 'listen'"),
      ("listen: a\n!x listen: c", "f.yaml:2: listen: is given in line 1 already"),
      ("a: 1\n---\nb: 2", "f.yaml:2: but found another document"),
      ("- a", "f.yaml:1: expected keys with values"),
      ("text", "f.yaml:1: expected keys with values"),
      ("zones: a\nlisten: \u{1}", "f.yaml:2: control characters are not allowed"),
      ("\"\\e[2J\": x", "f.yaml:1: unknown key '\\u{1B}[2J'"),
      ("forward: [[a]]", "f.yaml:1: forward: expected a text, or a list of texts, found a list of more than texts"),
      ("? [a]\n: b", "f.yaml:1: unknown key ''"),
    ])
  func syntax(text: String, expected: String) {
    let problems = problems(text)
    #expect(problems.count == 1 && problems[0].hasPrefix(expected), "\(problems)")
  }

  @Test("repeated keys are named alike each time, also those that have no order")
  func repeatedKeys() {
    let text = "zones: a\n? [a]\n: b\nzones: b\n? [a]\n: b\n"
    #expect(
      Set((1...50).map { _ in problems(text) }) == [["f.yaml: given more than once: a key that is no text, 'zones'"]])
    #expect(
      problems("zones: a\nlisten: a\nzones: b\nlisten: b") == ["f.yaml:2: given more than once: 'listen', 'zones'"])
  }

  @Test("octets that are no text are refused with the line")
  func binary() {
    #expect(problems(Array("zones: a\n".utf8) + [0xFF, 0xFE]) == ["f.yaml:2: expected text in UTF-8"])
  }

  @Test("values in one another a hundred thousand times are refused", arguments: ["[", "- ", "{a: "])
  func nesting(text: String) {
    #expect(
      problems(String(repeating: text, count: 100_000)).first?.hasPrefix("f.yaml:1: Maximum nesting level") == true)
  }

  @Test("of many problems the first are named, and long words are cut")
  func many() {
    let problems = problems((1...1000).map { "key\($0): x" }.joined(separator: "\n"))
    #expect(problems.count == 21 && problems.last == "f.yaml: 980 more")
    #expect(self.problems(String(repeating: "k", count: 1000) + ": x")[0].count < 120)
  }

  @Test("a file that can't be read, or is too large, is refused")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let large = try folder.write(String(repeating: "#", count: SettingsFile.maximumLength + 1), to: "f.yaml")
    for (path, reason) in [
      (folder.path, "Is a directory"), (folder.path + "/none", "No such file or directory"),
      ("/dev/zero", "expected a regular file, found a pipe, a socket or a device"),
      (large, "larger than 1048576 octets"),
    ] {
      #expect(throws: SettingsFileError([SettingsProblem(path, reason)])) { try SettingsFile(path, keys: testKeys) }
    }
  }
}
