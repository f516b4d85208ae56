import Discovery
import Testing

@testable import Admin

@Suite("What is shown, and what has changed")
struct ServiceBoardTests {
  @Test("a service that comes, another leader, and a service that goes")
  func changes() throws {
    var board = ServiceBoard()
    let (one, two) = (try service("api", "10.0.0.1:80", "10.0.0.2:80"), try service("api", "10.0.0.2:80"))
    let (first, second) = (try Endpoint("10.0.0.1:80"), try Endpoint("10.0.0.2:80"))
    #expect(
      board.receive(.service(one)) == [.service(name: "api", one), .leader(name: "api", first, before: nil)])
    #expect(board.receive(.service(one)).isEmpty)
    #expect(
      board.receive(.service(two)) == [.service(name: "api", two), .leader(name: "api", second, before: first)])
    #expect(
      board.receive(.forgotten(name: "api")) == [
        .service(name: "api", nil), .leader(name: "api", nil, before: second),
      ])
    #expect(board.known.isEmpty)
  }

  @Test("a source that goes makes its services stale, and is back once")
  func sources() throws {
    var board = ServiceBoard()
    let api = try service("api", "10.0.0.1:80")
    _ = board.receive(.service(api))
    #expect(board.receive(.stale(SourceMask(rank: 0))) == [.source(rank: 0, isGone: true)])
    #expect(board.isStale(api) && board.counts == (1, 1, 1))
    #expect(board.receive(.stale([])) == [.source(rank: 0, isGone: false)])
    #expect(!board.isStale(api) && board.receive(.stale([])).isEmpty)
  }

  @Test("a service that its source fails for is stale though the source is there")
  func failing() throws {
    let api = try service("api", "10.0.0.1:80")
    let failing = Service(
      name: "api", instances: api.instances, presence: .known, sources: [SourceMask(rank: 0), .failing])
    #expect(ServiceBoard().isStale(failing))
  }

  @Test("names of services that do not exist are not listed")
  func unknown() {
    var board = ServiceBoard()
    for presence in [Service.Presence.unknown, .unavailable, .awaited] {
      _ = board.receive(.service(Service(name: "\(presence)", instances: [], presence: presence, sources: [])))
    }
    #expect(board.known.isEmpty && board.counts == (0, 0, 0))
  }

  @Test(
    "ready is who has heard from every source",
    arguments: [
      (SourceStanding.State.present, true, [String]()), (.idle, true, []),
      (.waiting, false, ["a has not answered yet"]),
      (.gone(reason: "why"), false, ["a is gone: why"]), (.gone(reason: "why"), true, []),
    ])
  func health(state: SourceStanding.State, isReady: Bool, reasons: [String]) {
    #expect(Health([standing("a", state, isReady: isReady)]).reasons == reasons)
  }

  @Test(
    "a Host header has to be an address or localhost",
    arguments: [
      ("127.0.0.1", true), ("127.0.0.1:5380", true), ("[::1]:5380", true), ("[2001:db8::1]", true), ("localhost", true),
      ("LOCALHOST:1", true), ("evil.example", false), ("evil.example:5380", false), ("127.0.0.1.evil.example", false),
      ("localhost.evil.example", false), ("", false), ("[", false), (":80", false), ("127.1", false),
    ])
  func hosts(host: String, isAllowed: Bool) { #expect(HostCheck.allows(host) == isAllowed) }

  @Test("without a Host header nothing is shown")
  func noHost() { #expect(!HostCheck.allows(nil)) }
}
