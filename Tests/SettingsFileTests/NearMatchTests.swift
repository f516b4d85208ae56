import Testing

@testable import SettingsFile

@Suite("What was probably meant")
struct NearMatchTests {
  private let match = NearMatch([
    "listen", "zones", "allow", "admin", "agent", "no-agent", "watch", "watch-only", "state",
  ])

  @Test(
    "a word with few mistakes is found",
    arguments: [
      ("lisen", "listen"), ("litsen", "listen"), ("Listen", "listen"), ("watch_only", "watch-only"),
      ("noagent", "no-agent"),
      ("zone", "zones"), ("sate", "state"), ("listenn", "listen"),
    ])
  func near(text: String, expected: String) { #expect(match.word(for: text) == expected) }

  @Test("other words and scraps are not", arguments: ["", "x", "at", "nameserver", "listen-on-this", "wxyz"])
  func far(text: String) { #expect(match.word(for: text) == nil) }

  @Test("a very long word is quickly none")
  func long() { #expect(match.word(for: String(repeating: "listen", count: 200_000)) == nil) }

  @Test(
    "mistakes are counted, a swap as one",
    arguments: [
      ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("ab", "ba", 1), ("kitten", "sitting", 3), ("abcd", "acbd", 1),
    ])
  func distance(first: String, second: String, expected: Int) {
    #expect(NearMatch.distance(Array(first.utf8), Array(second.utf8)) == expected)
  }
}
