import Discovery
import TestBackends
import Testing

@testable import Piloted

@Suite("Requests against recorded ones", .timeLimit(.minutes(10)))
struct RequestTests {
  /// The first requests of a watch that is answered out of a recording.
  private func requests(
    _ count: Int, _ query: HealthQuery, answer: String = "block-stale", token: String? = nil,
    times: HealthTimes = .lenient
  ) async throws -> [SeenRequest] {
    let server = try await ReplayServer(answer)
    var settings = ConsulSettings.local(server.port)
    (settings.token, settings.credentials) = (token, token.map { _ in "user:a b" })
    let source = try BackendSource(settings, backends: [query], logger: quietLogger, times: times)
    let log = EventLog(source.watch(query.service))
    let requests = await server.requests(count)
    log.stop()
    try await server.stop()
    return requests
  }

  private func recorded(_ name: String) throws -> SeenRequest {
    SeenRequest(text: String(decoding: try recording("\(name).req"), as: UTF8.self))
  }

  @Test("a first question is that of the recording")
  func first() async throws {
    let seen = try await requests(1, HealthQuery("web", isPassingOnly: true))
    #expect(seen.first?.target == (try recorded("health-service-web-stale").target))
    #expect(seen.first?.text.hasPrefix("GET ") == true && seen.first?.header("content-length") == nil)
  }

  @Test("a question that holds has index and wait as recorded")
  func held() async throws {
    var times = HealthTimes.lenient
    times.hold = .seconds(1)
    let seen = try await requests(2, HealthQuery("web", isPassingOnly: true), times: times)
    #expect(seen.last?.target == (try recorded("block-stale").target))
    times.hold = .milliseconds(1500)
    #expect(try await requests(2, HealthQuery("web"), times: times).last?.parameters["wait"] == "1500ms")
  }

  @Test(
    "parameters are those of the recording, beside `stale`",
    arguments: [
      ("health-service-web-tag", HealthQuery("web", tag: "v1", isPassingOnly: true)),
      ("dc-unknown", HealthQuery("web", datacenter: "dc9")), ("health-service-web", HealthQuery("web")),
    ])
  func parameters(name: String, query: HealthQuery) async throws {
    let recorded = try recorded(name)
    let seen = try #require(try await requests(1, query).first)
    #expect(seen.parameters == recorded.parameters.merging(["stale": ""]) { $1 })
    #expect(seen.target.split(separator: "?").first == recorded.target.split(separator: "?").first)
  }

  @Test("names and tags are encoded so that no character leaves its place")
  func encoding() async throws {
    let recorded = try recorded("escaped-name").target.split(separator: "/").last
    let seen = try await requests(1, HealthQuery("no such/name", tag: "a&b=c#d%é+", datacenter: "x?y"))
    #expect(seen.first?.target == "/v1/health/service/\(recorded ?? "")?tag=a%26b%3Dc%23d%25%C3%A9%2B&dc=x%3Fy&stale")
  }

  @Test("token and credentials are headers, and there are none without")
  func headers() async throws {
    let token = try recorded("acl-token-header").header("X-Consul-Token")
    let seen = try await requests(1, HealthQuery("web"), token: token)
    #expect(token != nil && seen.first?.header("X-Consul-Token") == token)
    #expect(seen.first?.header("Authorization") == "Basic dXNlcjphIGI=")
    let bare = try await requests(1, HealthQuery("web")).first
    #expect(bare?.header("X-Consul-Token") == nil && bare?.header("Authorization") == nil)
  }

  @Test("what is long out of touch with the leader is asked again, of the leader")
  func stale() async throws {
    let seen = try await requests(2, HealthQuery("web", isPassingOnly: true), answer: "leader-lost-stale")
    #expect(seen.first?.target == (try recorded("leader-lost-stale").target))
    #expect(seen.last?.target == (try recorded("leader-lost-default").target))
  }
}
