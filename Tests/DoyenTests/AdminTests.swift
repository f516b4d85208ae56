import Foundation
import TestSupport
import Testing

@Suite("serve --admin", .serialized, .timeLimit(.minutes(5)))
struct AdminTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ addresses: [String]) throws -> String {
    let rows = addresses.enumerated().map { number, address in
      "{\"service\": \"web\", \"address\": \"\(address)\", \"created\": \(number + 1), \"attributes\": {\"region\": \"eu\"}}"
    }
    return try folder.write("[\(rows.joined(separator: ","))]", to: "services.json")
  }

  private func serve(_ arguments: String...) async throws -> (serving: Serving, port: Int) {
    let services = try write(["10.0.3.1:80", "10.0.3.2:80"])
    let serving = try await Serving(
      ["--zones", exampleZones, "--services", services, "--admin", "127.0.0.1:0"] + arguments)
    let match = try #require(serving.program.printed.firstMatch(of: #/status on http://127\.0\.0\.1:(\d+)//#))
    return (serving, try #require(Int(match.1)))
  }

  @Test("health, readiness, and services as they change")
  func services() async throws {
    let (serving, port) = try await serve()
    #expect(try await HTTPExchange("/healthz", port: port).body == "ok\n")
    #expect(try await HTTPExchange("/readyz", port: port).status == 200)
    #expect(try await HTTPExchange("/v1/services/web", port: port).body.contains("\"leader\":\"10.0.3.1:80\""))
    _ = try write(["10.0.3.2:80"])
    _ = try await serving.dig(["web.service.local", "A"], until: ["10.0.3.2"], within: .seconds(30))
    // What is answered changes before what is shown.
    while try await !HTTPExchange("/v1/services/web", port: port).body.contains("\"leader\":\"10.0.3.2:80\"") {
      try await Task.sleep(for: .milliseconds(10))
    }
    serving.program.signal(SIGTERM)
    #expect(await serving.program.end().status == 0)
  }

  @Test("metrics that Prometheus' own reader takes, with what dig has asked")
  func metrics() async throws {
    let (serving, port) = try await serve()
    for _ in 0..<3 { _ = try await serving.dig("web.service.local", "SRV") }
    _ = try await serving.dig("nope.service.local", "A", "+tcp")
    _ = try await serving.dig("example.com", "A")
    let path = try folder.write(try await HTTPExchange("/metrics", port: port).body, to: "metrics")
    let script = """
      import sys
      from prometheus_client.parser import text_string_to_metric_families
      for family in text_string_to_metric_families(open(sys.argv[1]).read()):
        assert family.documentation, family.name
        for sample in family.samples:
          print(sample.name, " ".join(f"{k}={v}" for k, v in sorted(sample.labels.items())), sample.value)
      """
    let (status, text) = try await Program.run("/usr/bin/python3", ["-c", script, path])
    #expect(status == 0, "\(text)")
    let zone = "doyen_answers_total origin"
    #expect(text.contains("\(zone)=live rcode=NOERROR transport=udp type=SRV zone=service.local. 3.0\n"), "\(text)")
    #expect(text.contains("\(zone)=static rcode=NXDOMAIN transport=tcp type=A zone=service.local. 1.0\n"))
    #expect(text.contains("\(zone)=none rcode=REFUSED transport=udp type=A zone=none 1.0\n"))
    #expect(text.contains("doyen_tcp_connections_total  1.0\n") && text.contains("doyen_ready  1.0\n"))
    #expect(text.contains("doyen_wait_seconds_count for=watch 0.0\n") && text.contains("doyen_services  1.0\n"))
  }

  @Test("questions that wait for a watch are timed, and the watch is counted")
  func waits() async throws {
    let upstream = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    let (serving, port) = try await serve("--discoverd", "127.0.0.1:\(try upstream.agent)")
    _ = try await serving.dig("other.service.local", "A")
    let text = try await HTTPExchange("/metrics", port: port).body
    #expect(
      text.contains("doyen_wait_seconds_count{for=\"watch\"} 1\n") && text.contains("\ndoyen_watches 1\n"), "\(text)")
    #expect(text.contains("doyen_answers_total{zone=\"service.local.\",type=\"A\",rcode=\"NXDOMAIN\""), "\(text)")
  }

  @Test("relayed questions are counted by where their answers come from, and timed")
  func relayed() async throws {
    let zone = try folder.write("$ORIGIN up.example.\n@ 60 SOA ns hm 1 2 3 4 5\nx 60 A 192.0.2.1\n", to: "up.zone")
    let upstream = try await Serving(["--zones", zone, "--agent", "127.0.0.1:0"])
    let (serving, port) = try await serve("--forward", "127.0.0.1:\(upstream.port)")
    for _ in 0..<2 { #expect(try await serving.dig("x.up.example", "A", "+short") == ["192.0.2.1"]) }
    let text = try await HTTPExchange("/metrics", port: port).body
    let answers = "doyen_answers_total{zone=\"none\",type=\"A\",rcode=\"NOERROR\",origin="
    for line in [
      "\(answers)\"relayed\",transport=\"udp\"} 1", "\(answers)\"cached\",transport=\"udp\"} 1",
      "doyen_relay_questions_total 2", "doyen_relay_cached_total 1", "doyen_relay_cache_entries 1",
      "doyen_wait_seconds_count{for=\"relay\"} 2",
    ] { #expect(text.contains("\n\(line)\n"), "\(line)\n\(text)") }
  }

  @Test("addresses that others could reach are refused, unless that is wanted")
  func loopbackOnly() async throws {
    func refusal(_ arguments: String...) async throws -> (status: CInt, text: String) {
      try await Program.run(Program.doyen, ["serve", "--listen", "127.0.0.1:0", "--zones", exampleZones] + arguments)
    }
    let (status, text) = try await refusal("--admin", "0.0.0.0:0")
    #expect(status == 64 && text.contains("--admin 0.0.0.0:0: expected a loopback address"))
    #expect(try await refusal("--admin", "[::]:0").text.contains("expected a loopback address"))
    #expect(
      try await refusal("--admin", "localhost").text.contains("--admin localhost: expected an IP address and a port"))
    #expect(try await refusal("--admin-anywhere").text.contains("--admin-anywhere needs --admin"))
    let (serving, port) = try await serve()
    let taken = try await refusal(
      "--no-agent", "--services", "\(folder.path)/services.json", "--admin", "127.0.0.1:\(port)")
    #expect(
      taken.status == 1
        && taken.text.contains("--admin 127.0.0.1:\(port): TCP 127.0.0.1:\(port): Address already in use"))
    serving.program.signal(SIGTERM)
    _ = await serving.program.end()
    let services = try write(["10.0.3.1:80"])
    let anywhere = try await Serving(
      ["--zones", exampleZones, "--services", services, "--admin", "0.0.0.0:0", "--admin-anywhere"])
    #expect(anywhere.program.printed.contains("status on http://0.0.0.0:"))
  }
}
