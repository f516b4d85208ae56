import Discovery
import TestBackends
import Testing

@testable import Piloted

/// A recording and what a watch makes of it, without and with the instances that warn.
private struct Recorded: Sendable, CustomTestStringConvertible {
  let name: String
  let passing: String
  let all: String

  init(_ name: String, _ passing: String, all: String? = nil) {
    (self.name, self.passing, self.all) = (name, passing, all ?? passing)
  }

  var testDescription: String { name }
}

private let web1 = "10.0.0.11:8001"
private let web2 = "10.0.0.12:8002"
private let web4 = "10.0.0.14:8004"
private let web56 = "10.0.0.15:8005 10.0.0.16:8006"

private let lists = [
  Recorded("acl-token-bearer", web1), Recorded("acl-token-header", web1), Recorded("acl-token-query", web1),
  Recorded("acl-anonymous-block", "[]"), Recorded("acl-anonymous-health", "[]"), Recorded("acl-token-no-node", "[]"),
  Recorded("acl-token-other-service", "[]"),
  Recorded("block-cached", "\(web1) \(web2) \(web56)"),
  Recorded("block-change", "\(web1) \(web2) 10.0.0.15:8005"),
  Recorded("block-index-too-high", "\(web1) \(web2) \(web56)"),
  Recorded("block-last-deregistered", "[]"), Recorded("block-maintenance-on", "\(web2) \(web56)"),
  Recorded("block-no-streaming", "10.0.0.1:80 10.0.0.2:80"), Recorded("block-ttl-expired", "[]"),
  Recorded("block-unchanged", "\(web1) \(web2)"), Recorded("block-unknown-then-registered", "10.5.5.5:5555"),
  Recorded("client-agent-health", "10.0.0.1:1"), Recorded("client-agent-stale", "10.0.0.1:1"),
  Recorded("follower-default", "10.0.0.1:80"), Recorded("follower-stale", "10.0.0.1:80"),
  Recorded("health-service-bare", "10.0.2.1:9000"),
  Recorded("health-service-ext", "192.0.2.50:6001 [2001:db8:2::1]:6003"),
  Recorded("health-service-noaddr", "127.0.0.1:7001"), Recorded("health-service-unknown", "[]"),
  Recorded("health-service-web", "\(web1) \(web2)", all: "\(web1) \(web2) \(web4)"),
  Recorded("health-service-web-cached-hit", "\(web1) \(web2)"),
  Recorded("health-service-web-cached-maxage", "\(web1) \(web2)"),
  Recorded("health-service-web-cached-miss", "\(web1) \(web2)"),
  Recorded("health-service-web-consistent", "\(web1) \(web2)"), Recorded("health-service-web-filter", web1),
  Recorded("health-service-web-near", "\(web1) \(web2)"), Recorded("health-service-web-near-agent", "\(web1) \(web2)"),
  Recorded("health-service-web-passing", "\(web1) \(web2)"),
  Recorded("health-service-web-passing-true", "\(web1) \(web2)"),
  Recorded("health-service-web-passing-false", "\(web1) \(web2)", all: "\(web1) \(web2) \(web4)"),
  Recorded("health-service-web-stale", "\(web1) \(web2)"), Recorded("health-service-web-tag", "\(web1) \(web2)"),
  Recorded("health-ttl-initial-critical", "[]"), Recorded("health-ttl-initial-passing-filter", "[]"),
  Recorded("http10", "10.0.2.1:9000"), Recorded("leader-lost-blocking", "10.0.0.1:80"),
  Recorded("leader-lost-blocking-stale", "10.0.0.1:80"), Recorded("leader-lost-stale", "10.0.0.1:80"),
  Recorded("maintenance-all", "\(web2) \(web56)", all: "\(web2) \(web4) \(web56)"),
  Recorded("maintenance-node", "[]"), Recorded("node-failed-all", "[]"), Recorded("restart-1-before", "10.1.1.2:80"),
  Recorded("restart-2-after", "[]"), Recorded("service-unknown-fresh", "[]"), Recorded("ttl-expired-all", "[]"),
]

private let losses = [
  ("acl-unknown-token", "status 403 ACL not found"),
  (
    "client-agent-server-gone-health-block",
    "status 500 rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error"
  ),
  ("dc-unknown", "status 500 No path to datacenter"),
  ("health-service-stale-and-consistent", "status 400 Cannot specify ?stale with ?consistent, conflicting semantics."),
  ("health-service-web-passing-bad", "status 400 Invalid value for ?passing"),
  ("http-to-https-port", "status 400 Client sent an HTTP request to an HTTPS server."),
  ("index-bad", "status 400 Invalid index"),
  ("leader-lost-client-agent", "status 500 rpc error making call: No cluster leader"),
  ("leader-lost-default", "status 500 No cluster leader"), ("no-leader", "status 500 No cluster leader"),
  ("no-leader-stale", "status 500 No cluster leader"),
  ("ns-oss", "status 400 Bad request: Invalid query parameter: \"ns\""), ("path-unknown", "status 404"),
  ("rpc-rate-limited", "status 429"),
  ("too-many-connections", "status 429 Your IP is issuing too many concurrent connections"),
  ("wait-bad", "status 400 Invalid wait time"),
]

@Suite("Recorded answers of a real agent", .timeLimit(.minutes(10)))
struct RecordingTests {
  /// The first event that a watch tells of a recording.
  private func event(_ name: String, isPassingOnly: Bool, segment: Int = .max) async throws -> WatchEvent? {
    let server = try await ReplayServer(name, segment: segment)
    let source = try ConsulSource(
      .local(server.port), isPassingOnly: isPassingOnly, logger: quietLogger, times: .lenient)
    let event = await EventLog(source.watch("web")).event { _ in true }
    try await server.stop()
    return event
  }

  @Test("are lists by age, in one piece and in many", arguments: lists)
  private func list(recorded: Recorded) async throws {
    for segment in [.max, 1000] {
      #expect(try await event(recorded.name, isPassingOnly: true, segment: segment)?.text == recorded.passing)
      #expect(try await event(recorded.name, isPassingOnly: false, segment: segment)?.text == recorded.all)
    }
  }

  @Test("are losses in the server's words", arguments: losses)
  private func loss(name: String, words: String) async throws {
    for segment in [.max, 50] {
      let text = try await event(name, isPassingOnly: false, segment: segment)?.text ?? ""
      #expect(text.hasPrefix("lost: \(words)"), "\(text)")
    }
  }

  @Test("are read octet by octet, too", arguments: ["acl-token-header", "health-service-noaddr"])
  func octets(name: String) async throws {
    let event = try await event(name, isPassingOnly: false, segment: 1)
    #expect(event?.set?.instances.count == 1)
  }

  @Test("keep tags, attributes, weights and ages")
  func details() async throws {
    let set = try #require(try await event("health-service-web", isPassingOnly: false)?.set)
    #expect(set.instances.map(\.tags) == [["primary", "v1"], ["v1"], ["v2", "canary"]])
    #expect(set.instances.map(\.attributes) == [["version": "1.4.2", "zone": "a"], ["version": "1.4.1"], [:]])
    #expect(set.instances.map(\.weight) == [10, 5, 3] && set.instances.map(\.created) == [18, 20, 22])
    #expect(set.leader?.endpoint.description == web1)
  }
}
