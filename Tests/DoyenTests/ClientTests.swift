import Foundation
import TestSupport
import Testing

@Suite("Clients", .serialized, .timeLimit(.minutes(5)))
struct ClientTests {
  private let folder: TemporaryFolder
  private let services: String

  init() throws {
    folder = try TemporaryFolder()
    let rows = (1...60).map { "{\"service\": \"web\", \"address\": \"10.0.3.\($0):80\"}" }
    services = try folder.write("[\(rows.joined(separator: ",\n"))]", to: "services.json")
  }

  @Test("dig and drill over UDP and TCP")
  func digAndDrill() async throws {
    let serving = try await Serving(["--zones", exampleZones, "--services", services])
    #expect(try await serving.dig("web.service.local", "A", "+short").count == 60)
    #expect(
      try await serving.dig("web.service.local", "SRV", "+short", "+tcp").first == "0 0 80 10-0-3-1.web.service.local.")
    let drill = try await Program.run(
      "/usr/bin/drill", ["-p", serving.port, "leader.web.service.local", "@127.0.0.1", "SRV"])
    #expect(drill.text.contains("leader.web.service.local.\t1\tIN\tSRV\t0 0 80 10-0-3-1.web.service.local."))
  }

  @Test("getent finds a service by hostname through a resolv.conf that names this server")
  func getent() async throws {
    let resolv = try folder.write("nameserver 127.0.0.1\noptions timeout:30 attempts:1\n", to: "resolv.conf")
    let hosts = try folder.write("hosts: dns\n", to: "nsswitch.conf")
    let script = """
      set -e
      ip link set lo up
      ip address add 192.0.2.1/32 dev lo
      mount --bind \(resolv) /etc/resolv.conf
      mount --bind \(hosts) /etc/nsswitch.conf
      \(Program.doyen) serve --listen 127.0.0.1:53 --zones \(exampleZones) --services \(services) 2>\(folder.path)/log &
      server=$!
      \(NetworkScript.functions)
      wait_for ready \(folder.path)/log
      getent ahostsv4 web.service.internal | grep -c STREAM
      getent ahosts leader.web.service.internal | head -n 1
      getent hosts nope.service.internal || echo none
      kill $server
      """
    let (status, text) = try await Program.run("/usr/bin/unshare", ["--net", "--mount", "/bin/sh", "-c", script])
    #expect(status == 0 && text == "60\n10.0.3.1        STREAM leader.web.service.internal\nnone\n", "\(text)")
  }

  @Test("doyen lookup: the whole answer, its data, JSON, over TCP where it is truncated; status 1 without a record")
  func lookup() async throws {
    let folder = try TemporaryFolder()
    let rows = (1...60).map { "{\"service\": \"web\", \"address\": \"10.0.3.\($0):80\"}" }.joined(separator: ",")
    let one = "{\"service\": \"one\", \"address\": \"10.0.3.1:80\"}"
    let services = try folder.write("[\(one),\(rows)]", to: "services.json")
    let serving = try await Serving(["--zones", exampleZones, "--services", services])
    func lookup(_ arguments: String...) async throws -> (status: CInt, text: String) {
      try await Program.run(Program.doyen, ["lookup", "--server", "127.0.0.1:\(serving.port)"] + arguments)
    }
    let (status, text) = try await lookup("one.service.local", "srv")
    #expect(
      status == 0 && text.hasPrefix(";; NOERROR, flags qr aa rd\n;; question\none.service.local. IN SRV\n;; answer\n"))
    #expect(text.contains("one.service.local. 5 IN SRV 0 0 80 10-0-3-1.one.service.local.\n;; additional\n"))
    #expect(text.contains(" octets over UDP from 127.0.0.1:\(serving.port) in "))
    #expect(
      try await lookup("_one._tcp.service.local", "SRV", "--short")
        == (0, "0 0 80 10-0-3-1.one.service.local.\n"))
    let many = try await lookup("web.service.local", "SRV", "--json")
    #expect(many.status == 0 && many.text.contains("\"transport\":\"TCP\"") && many.text.contains("SRV 59 0 80 "))
    let missing = try await lookup("nope.service.local")
    #expect(missing.status == 1 && missing.text.hasPrefix(";; NXDOMAIN, flags qr aa rd\n"))
    #expect(try await lookup("nope.service.local", "--short") == (1, ""))
    #expect(try await lookup("x", "NOTYPE").status == 64)
    let host = ownAddress()
    let nobody = try await Program.run(
      Program.doyen, ["lookup", "x", "--server", "\(host):\(try freePort(on: host))", "--tcp"])
    #expect(nobody.status == 1 && nobody.text.hasSuffix(": Connection refused\n"))
    serving.program.signal(SIGTERM)
    _ = await serving.program.end()
  }

  @Test("a services file and zones are read again on SIGHUP; what has a mistake stays as it was")
  func reload() async throws {
    let zone = "$ORIGIN a.\n$TTL 9\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\n"
    let path = try folder.write(zone, to: "a.zone")
    let serving = try await Serving(["--zones", path, "--services", services])
    _ = try folder.write("[{\"service\": \"new\", \"address\": \"10.0.9.9:1\"}]", to: "services.json")
    #expect(try await serving.dig(["new.a", "A"], until: ["10.0.9.9"], within: .seconds(30)).last == ["10.0.9.9"])
    _ = try folder.write(zone + "x A 10.0.0.1\n", to: "a.zone")
    serving.program.signal(SIGHUP)
    #expect(try await serving.dig(["x.a", "A"], until: ["10.0.0.1"], within: .seconds(30)).last == ["10.0.0.1"])
    _ = try folder.write(zone + "x A nonsense\n", to: "a.zone")
    serving.program.signal(SIGHUP)
    #expect(try await serving.program.waits(for: "a.zone:5: "))
    #expect(try await serving.dig("x.a", "A", "+short") == ["10.0.0.1"])
  }
}

@Suite("Bad input to the command", .serialized, .timeLimit(.minutes(5)))
struct BadInputTests {
  @Test(
    "is one error that names what is wrong, and an exit status",
    arguments: [
      (["serve", "--bogus"], 64, "Unknown option '--bogus'"),
      (["serve", "--forward", "resolver"], 64, "--forward resolver: expected an IP address"),
      (["serve", "--listen", "localhost"], 64, "--listen localhost: expected an IP address and a port"),
      (["serve", "--workers", "many"], 64, "--workers many: expected a number"),
      (
        ["serve", "--workers", "31", "--listen", "127.0.0.1:0", "--listen", "[::1]:0"], 64,
        "--workers 31: expected a number of 1 to 30 at each of 2 addresses"
      ),
      (["serve", "--workers", "0"], 64, "--workers 0: expected a number of 1 to 32"),
      (["serve", "--discoverd", "a:b"], 64, "--discoverd a:b: 'a:b': expected host:port"),
      (["serve", "--watch", "a/b"], 64, "--watch a/b: expected a service name"),
      (["serve", "--agent", "1", "--no-agent"], 64, "--agent"), (["serve", "--no-agent"], 64, "no source of services"),
      (["serve", "--state", "/nonexistent"], 64, "--state /nonexistent: expected a folder"),
      (["serve", "--max-stale", "1w"], 64, "--max-stale 1w: expected a time such as 10s, 30m, 24h or 2d"),
      (["serve", "--max-stale", "3651d"], 64, "--max-stale 3651d: expected a time"),
      (["serve", "--empty-grace", "-1s"], 64, "--empty-grace"),
      (
        ["serve"] + (0..<64).flatMap { ["--services", "\($0)"] }, 64,
        "expected at most 63 sources of services"
      ),
      (
        ["serve", "--zones", "/nonexistent", "--no-agent", "--services", "/dev/null"], 1,
        "/nonexistent: No such file or directory"
      ),
      (
        ["serve", "--zones", exampleZones, "--services", "/nonexistent.json"], 1,
        "/nonexistent.json: No such file or directory"
      ),
      (
        ["serve", "--zones", exampleZones, "--agent", "192.0.2.1:1"], 1,
        "--agent 192.0.2.1:1: Cannot assign requested address"
      ),
      (["register", "a"], 64, "addr"), (["register", "a", "10.0.0.1"], 64, "'10.0.0.1': expected host:port"),
      (["register", "a", "10.0.0.1:1", "--attr", "x"], 64, "'x': expected an attribute as key=value"),
      (["check", "/nonexistent.zone"], 1, "/nonexistent.zone: No such file or directory"),
      (["check"], 64, "paths"), (["bogus"], 64, "bogus"),
    ] as [([String], CInt, String)])
  func badInput(arguments: [String], status: CInt, text: String) async throws {
    let result = try await Program.run(Program.doyen, arguments)
    #expect(result.status == status && result.text.contains(text), "\(result.text)")
  }

  @Test("the environment stands for flags, and its mistakes are named as its")
  func environment() async throws {
    let result = try await Program.run(Program.doyen, ["serve"], variables: ["DOYEN_LISTEN": "x"])
    #expect(result.status == 64 && result.text.contains("DOYEN_LISTEN=x: expected an IP address and a port"))
    let folder = try TemporaryFolder()
    let services = try folder.write("[{\"service\": \"a\", \"address\": \"10.0.0.1:1\"}]", to: "s.json")
    let serving = try await Serving([], variables: ["DOYEN_ZONES": exampleZones, "DOYEN_SERVICES": services])
    #expect(try await serving.dig("a.service.local", "A", "+short") == ["10.0.0.1"])
  }

  @Test("a port that is taken is named with its setting")
  func taken() async throws {
    let folder = try TemporaryFolder()
    let services = try folder.write("[]", to: "s.json")
    let serving = try await Serving(["--zones", exampleZones, "--services", services])
    let result = try await Program.run(
      Program.doyen,
      ["serve", "--zones", exampleZones, "--services", services, "--listen", "127.0.0.1:\(serving.port)"])
    #expect(
      result.status == 1
        && result.text.contains(
          "--listen 127.0.0.1:\(serving.port): TCP 127.0.0.1:\(serving.port): Address already in use")
    )
  }

  @Test("check prints a line for each mistake, and none for the example zones")
  func check() async throws {
    let folder = try TemporaryFolder()
    let zone = try folder.write("$ORIGIN a.\n@ SOA ns hm 1 2 3 4 5\nx A 1\n", to: "a.zone")
    let services = try folder.write("[\n{}]", to: "s.json")
    let result = try await Program.run(Program.doyen, ["check", zone, services, exampleZones])
    let lines = result.text.split(separator: "\n")
    #expect(
      result.status == 1 && lines.count == 2 && lines[0].hasPrefix("\(zone):3: ")
        && lines[1].hasPrefix("\(services):2: "))
    let warned = try folder.write("$ORIGIN a.\n$TTL 5\n@ SOA ns hm 1 2 3 4 5\n", to: "warned.zone")
    let warning = "\(warned):3: warning: the zone has no NS record at a. (RFC 1035 section 5.2)\n"
    #expect(try await Program.run(Program.doyen, ["check", warned, exampleZones]) == (0, warning))
    let example = try #require(
      Bundle.module.url(forResource: "services", withExtension: "json", subdirectory: "Fixtures"))
    #expect(try await Program.run(Program.doyen, ["check", exampleZones, example.path]) == (0, ""))
  }
}
