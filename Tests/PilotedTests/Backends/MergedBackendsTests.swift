import Discovery
import Testing

@testable import Piloted

@Suite("What several backends of one name say, taken together")
struct MergedBackendsTests {
  /// What is told when backends say something, one after the other: addresses of port 80, or that they are gone; `-` for nothing.
  private func told(_ count: Int, _ said: [(backend: Int, what: String)]) throws -> [String] {
    var merged = MergedBackends(count: count)
    return try said.map { backend, what in
      let isGone = what.hasPrefix("gone")
      let instances = try (isGone ? [] : what.split(separator: " ")).map {
        Instance(endpoint: Endpoint(address: try Address(String($0)), port: 80), created: 1)
      }
      let event = isGone ? WatchEvent.lost(reason: what) : .current(ServiceSet(inOrder: instances))
      return merged.receive(event, from: backend)?.text.replacing(":80", with: "") ?? "-"
    }
  }

  @Test("nothing is told before each has spoken; a loss speaks, too")
  func first() throws {
    let said = [(1, "10.0.0.2"), (0, "gone"), (0, "10.0.0.1")]
    #expect(try told(2, said) == ["-", "partly 10.0.0.2", "10.0.0.1 10.0.0.2"])
  }

  @Test("what one of them said last stands for it while it is gone, and the whole is not up to date")
  func gone() throws {
    let said = [
      (0, "10.0.0.1"), (1, "10.0.0.2"), (0, "gone"), (1, "10.0.0.3"), (1, "gone too"), (1, "10.0.0.3"), (0, "10.0.0.1"),
    ]
    let both = "10.0.0.1 10.0.0.3"
    #expect(
      try told(2, said) == [
        "-", "10.0.0.1 10.0.0.2", "partly 10.0.0.1 10.0.0.2", "partly \(both)", "lost: gone", "partly \(both)", both,
      ])
  }

  @Test("a single one is passed on as it is")
  func single() throws {
    #expect(try told(1, [(0, "gone"), (0, ""), (0, "10.0.0.1")]) == ["lost: gone", "[]", "10.0.0.1"])
  }
}
