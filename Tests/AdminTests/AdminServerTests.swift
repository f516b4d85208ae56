import Discovery
import Logging
import NIOCore
import TestSupport
import Testing

@testable import Admin

@Suite("Over HTTP", .serialized, .timeLimit(.minutes(5)))
struct AdminServerTests {
  @Test("health, and readiness with its reasons")
  func health() async throws {
    let ready = try await Shown()
    try await ready.run {
      let (alive, reply) = (try await ready.get("/healthz"), try await ready.get("/readyz"))
      #expect(alive.body == "ok\n" && reply.status == 200)
    }
    let waiting = try await Shown([standing("agent", .present), standing("b", .gone(reason: "why"), isReady: false)])
    try await waiting.run {
      #expect(try await waiting.get("/healthz").status == 200)
      let reply = try await waiting.get("/readyz")
      #expect(reply.status == 503 && reply.body == "b is gone: why\n")
    }
  }

  @Test("services in JSON, the leader first; one alone; none; and nothing of names that do not exist")
  func services() async throws {
    let shown = try await Shown()
    try await shown.run {
      #expect(try await shown.get("/v1/services").body == "[]\n")
      shown.board.publish([
        .service(try service("web", "[2001:db8::1]:80")),
        .service(try service("api", "10.0.0.1:80", attributes: ["k\"": "<b>"])),
        .service(Service(name: "nope", instances: [], presence: .unknown, sources: [])),
      ])
      let api = #"""
        {"instances":[{"address":"10.0.0.1","attributes":{"k\"":"<b>"},"created":1,"endpoint":"10.0.0.1:80","leader":true,"port":80,"tags":["blue"]}],"leader":"10.0.0.1:80","presence":"known","service":"api","sources":["agent"],"stale":false}
        """#
      #expect(try await shown.get("/v1/services/API?x=1").body == api + "\n")
      let all = try await shown.get("/v1/services")
      #expect(all.body.hasPrefix("[" + api + ",\n{") && all.body.hasSuffix("]\n") && all.body.contains("2001:db8::1"))
      #expect(all.headers["content-type"] == "application/json; charset=utf-8")
      #expect(try await shown.get("/v1/services/nope").status == 404)
      #expect(try await shown.get("/v1/services/").status == 404)
      shown.board.publish([.stale(SourceMask(rank: 0))])
      #expect(try await shown.get("/v1/services/api").body.contains(#""stale":true"#))
    }
  }

  @Test("metrics of serving, of what is registered, and of services; status")
  func metrics() async throws {
    let shown = try await Shown(families: [MetricFamily("served", .gauge, "S.", 4)])
    try await shown.run {
      shown.board.publish([.service(try service("api", "10.0.0.1:80"))])
      let reply = try await shown.get("/metrics")
      #expect(reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      for line in [
        "served 4", "doyen_watches 3", "doyen_watches_refused_total 2", "doyen_services 1", "doyen_instances 1",
        "doyen_changes_total 1", "doyen_leader_changes_total 0", #"doyen_source_up{source="agent"} 1"#,
        #"doyen_source_last_word_seconds{source="agent"} 1"#, "doyen_admin_requests_total 1",
      ] { #expect(reply.body.contains("\n\(line)\n"), "\(line)") }
      let status = try await shown.get("/v1/status").body
      #expect(
        status.contains(#""answers":7"#)
          && status.contains(#""name":"agent","sinceChange":1,"sinceWord":1,"state":"present""#))
    }
  }

  @Test("paths that are unknown, methods that change, and hosts that are names, get nothing")
  func refusals() async throws {
    let shown = try await Shown()
    try await shown.run {
      for path in ["/x", "//", "/v1", "/../etc/passwd", "/status.html", "/v1/services/%"] {
        #expect(try await shown.get(path).status == 404, "\(path)")
      }
      let post = try await HTTPExchange("/healthz", port: shown.port, method: "POST")
      #expect(post.status == 405 && post.headers["allow"] == "GET, HEAD")
      let head = try await HTTPExchange("/metrics", port: shown.port, method: "HEAD")
      #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] != "0")
      #expect(try await HTTPExchange("/v1/services", port: shown.port, host: "evil.example").status == 403)
      #expect(try await HTTPExchange("/v1/services", port: shown.port, host: nil).status != 200)
      #expect(try await HTTPExchange("/healthz", port: shown.port, host: "localhost:1").status == 200)
    }
  }

  @Test("the page's files, which may load nothing from elsewhere")
  func page() async throws {
    let shown = try await Shown()
    try await shown.run {
      for (path, type) in [
        ("/", "text/html"), ("/status.css", "text/css"), ("/status.js", "text/javascript"),
        ("/status.svg", "image/svg+xml"),
      ] {
        let reply = try await shown.get(path)
        #expect(reply.status == 200 && reply.headers["content-type"]?.hasPrefix(type) == true && !reply.body.isEmpty)
        #expect(reply.headers["content-security-policy"]?.hasPrefix("default-src 'self';") == true)
        #expect(reply.headers["x-content-type-options"] == "nosniff")
        #expect(!reply.body.contains("https://") && !reply.body.contains("innerHTML"))
      }
    }
  }

  @Test("events: a service, its leader, a source")
  func events() async throws {
    let shown = try await Shown()
    try await shown.run {
      let client = try TestSocket(.tcp, port: shown.port)
      client.send(Array("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
      #expect(try await text(of: client, until: ":\n\n").contains("text/event-stream"))
      shown.board.publish([.service(try service("api", "10.0.0.1:80")), .stale(SourceMask(rank: 0))])
      let events = try await text(of: client, until: "gone\"}\n\n")
      #expect(
        events.contains(
          "event: service\ndata: {\"exists\":true,\"instances\":1,\"isStale\":true,\"leader\":\"10.0.0.1:80\",\"service\":\"api\"}\n\n"
        ))
      #expect(events.contains("event: leader\ndata: {\"leader\":\"10.0.0.1:80\",\"service\":\"api\"}\n\n"))
      #expect(events.contains("event: source\ndata: {\"source\":\"agent\",\"state\":\"gone\"}\n\n"))
    }
  }

  @Test("a port that is taken is refused with the setting's name")
  func taken() async throws {
    let shown = try await Shown()
    try await shown.run {
      let address = try SocketAddress(ipAddress: "127.0.0.1", port: shown.port)
      let parts = AdminParts(
        board: Board(sources: [], registry: MetricRegistry()), registry: MetricRegistry(), version: "",
        standing: { KeeperStanding(sources: [], openWatches: 0, refusedWatches: 0) }, serving: { [] }, answers: { 0 })
      let error = await #expect(throws: AdminBindError.self) {
        try await AdminServer(address, setting: "--admin X", parts, logger: Logger(label: "test"))
      }
      #expect(error?.description.hasPrefix("--admin X: TCP 127.0.0.1:\(shown.port): Address already in use") == true)
    }
  }
}
