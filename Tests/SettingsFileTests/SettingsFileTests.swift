import TestSupport
import Testing

@testable import SettingsFile

/// A table with a key of each kind.
let testKeys = [
  SettingKey("listen", .list), SettingKey("zones", .list, paths: .all), SettingKey("forward", .list, paths: .withSlash),
  SettingKey("workers", .text), SettingKey("watch-only", .truth), SettingKey("containerpilot", .text, paths: .all),
]

@Suite("Values of a settings file")
struct SettingsFileTests {
  private func values(_ text: String, _ path: String = "f.yaml") throws -> [String] {
    try SettingsFile(path, Array(text.utf8), keys: testKeys).values.map { "\($0.line) \($0.key)=\($0.text)" }
  }

  @Test("YAML: texts, numbers, lists in both styles, truth values, each with its line")
  func yaml() throws {
    let text = """
      # a comment with *stars* & more
      listen:
        - 127.0.0.1:53   # *another
        - "[::1]:53"
      zones: [/a, '/b']
      workers: 04
      "watch-only": on
      """
    #expect(
      try values(text) == [
        "3 listen=127.0.0.1:53", "4 listen=[::1]:53", "5 zones=/a", "5 zones=/b", "6 workers=04", "7 watch-only=true",
      ])
  }

  @Test("JSON: the same, on one line or several")
  func json() throws {
    let text = """
      {"listen": ["127.0.0.1:53",
        "a *b"], "workers":4,
       "watch-only":false, "zones": "/a"}
      """
    #expect(
      try values(text, "f.json") == [
        "1 listen=127.0.0.1:53", "2 listen=a *b", "2 workers=4", "3 watch-only=false", "3 zones=/a",
      ])
  }

  @Test("a file without settings has none", arguments: ["", "\n", "# listen: x\n", "---\n", "{}"])
  func empty(text: String) throws { #expect(try values(text).isEmpty) }

  @Test("lines are counted whatever ends them, and behind a text of several")
  func lines() throws {
    #expect(try values("workers: |\r\n  a\r\n  b\r\nlisten: x\r\n") == ["1 workers=a\nb\n", "4 listen=x"])
  }

  @Test(
    "relative paths begin in the file's folder; addresses, documents and absolute paths stay",
    arguments: [
      ("zones", "a", "/etc/doyen/a"), ("zones", "../a", "/etc/doyen/../a"), ("zones", "/a", "/a"),
      ("listen", "a/b", "a/b"),
      ("forward", "10.0.0.1", "10.0.0.1"), ("forward", "./resolv.conf", "/etc/doyen/./resolv.conf"),
      ("forward", "tls://10.0.0.1/", "tls://10.0.0.1/"), ("containerpilot", "c.json", "/etc/doyen/c.json"),
      ("containerpilot", "file:///c.json", "file:///c.json"), ("containerpilot", " {x: 1}", " {x: 1}"),
    ])
  func paths(key: String, text: String, expected: String) throws {
    #expect(try values("\(key): '\(text)'", "/etc/doyen/f.yaml") == ["1 \(key)=\(expected)"])
    #expect(try values("\(key): '\(text)'", "f.yaml") == ["1 \(key)=" + expected.replacing("/etc/doyen/", with: "./")])
  }

  @Test("a changed file has another checksum, and its keys can be had whatever is behind them")
  func checksum() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("listen: x", to: "f.yaml")
    let file = try SettingsFile(path, keys: testKeys)
    #expect(SettingsFile.checksum(of: path) == file.checksum)
    _ = try folder.write("listen: y\nother: {a: 1}", to: "f.yaml")
    #expect(SettingsFile.checksum(of: path) != file.checksum)
    #expect(SettingsFile.keys(of: path) == ["listen", "other"])
    #expect(SettingsFile.checksum(of: folder.path) == nil && SettingsFile.keys(of: folder.path).isEmpty)
  }
}
