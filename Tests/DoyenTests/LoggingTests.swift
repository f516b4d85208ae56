import Foundation
import TestSupport
import Testing

@Suite("The log", .timeLimit(.minutes(5)))
struct LoggingTests {
  private let folder: TemporaryFolder
  private let arguments: [String]

  init() throws {
    folder = try TemporaryFolder()
    let services = try folder.write("[{\"service\": \"web\", \"address\": \"10.0.0.1:80\"}]", to: "services.json")
    arguments = ["--zones", exampleZones, "--services", services]
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
    }
  }

  private func end(_ serving: Serving) async -> String {
    serving.program.signal(SIGTERM)
    let (status, text) = await serving.program.end()
    #expect(status == 0)
    return text
  }

  @Test("is JSON to the last line, by flag or environment", arguments: [true, false])
  func json(byFlag: Bool) async throws {
    let serving = try await Serving(
      arguments + (byFlag ? ["--log-format", "json"] : []), variables: byFlag ? [:] : ["DOYEN_LOG_FORMAT": "json"])
    serving.program.signal(SIGHUP)
    #expect(try await serving.program.waits(for: "zones read again"))
    let lines = try objects(await end(serving))
    let ready = try #require(lines.first { ($0["message"] as? String)?.hasPrefix("ready") == true })
    #expect(ready["addresses"] as? [String] == ["127.0.0.1:\(serving.port)"] && ready["level"] as? String == "notice")
    #expect(lines.allSatisfy { $0["time"] is String && $0["label"] is String })
    #expect(lines.last?["message"] as? String == "ended")
  }

  @Test("a level hides what is below it, but not that the server is ready")
  func level() async throws {
    let serving = try await Serving(arguments + ["--log-level", "error"])
    serving.program.signal(SIGHUP)
    #expect(try await serving.dig("web.service.local", "+short") == ["10.0.0.1"])
    let text = await end(serving)
    #expect(text.split(separator: "\n").count == 1 && text.contains("notice doyen: ready, answering on"), "\(text)")
  }

  @Test(
    "what is no level, format or number is refused",
    arguments: [
      (["--log-level", "loud"], "--log-level loud: expected one of trace, debug, info"),
      (["--log-format", "xml"], "--log-format xml: expected text or json"),
      (["--log-queries", "0"], "--log-queries 0: expected a number of 1 to"),
      (["--log-queries", "x"], "--log-queries x: expected a number of 1 to"),
    ])
  func mistakes(flags: [String], expected: String) async throws {
    let (status, text) = try await Program.run(Program.doyen, ["serve"] + arguments + flags)
    #expect(status == 64 && text.contains(expected), "\(text)")
  }

  @Test("no query is logged unless that is wanted")
  func quiet() async throws {
    let serving = try await Serving(arguments + ["--log-level", "trace"])
    #expect(try await serving.dig("web.service.local", "+short") == ["10.0.0.1"])
    #expect(await !end(serving).contains("query"))
  }

  @Test("queries are logged with who asked what and what was answered, over UDP and TCP, relayed or not")
  func queries() async throws {
    let host = ownAddress()
    let closed = "\(host):\(try freePort(on: host))"
    let serving = try await Serving(
      arguments + ["--log-format", "json", "--log-queries", "1", "--forward", closed])
    _ = try await serving.dig("web.service.local", "SRV")
    _ = try await serving.dig("web.service.local", "TYPE65280", "+tcp")
    _ = try await serving.dig("a\\\"\\.b.service.local", "+tcp")
    _ = try await serving.dig("www.example.com", "HTTPS", "+tries=1")
    let lines = try objects(await end(serving)).filter { $0["message"] as? String == "query" }
    // Those of UDP and of TCP are collected apart, and written in turn.
    func line(_ name: String) -> [[String: Any]] {
      let lines = lines.filter { $0["name"] as? String == name }
      return lines.sorted { $0["time"] as? String ?? "" < $1["time"] as? String ?? "" }
    }
    let (web, odd, relayed) = (
      line("web.service.local."), line("a\\\"\\.b.service.local."), line("www.example.com.")
    )
    #expect(web.map { $0["type"] as? String } == ["SRV", "TYPE65280"] && web[0]["size"] as? Int ?? 0 > 50)
    #expect(web.map { $0["transport"] as? String } == ["udp", "tcp"] && web[0]["origin"] as? String == "live")
    #expect(lines.allSatisfy { $0["client"] as? String == "127.0.0.1" && $0["level"] as? String == "info" })
    #expect(odd.map { $0["code"] as? String } == ["NXDOMAIN"] && odd[0]["transport"] as? String == "tcp")
    #expect(relayed.map { $0["code"] as? String } == ["SERVFAIL"] && relayed[0]["type"] as? String == "HTTPS")
  }

  @Test("where nobody reads the log, questions are answered, memory is bounded, and the end comes")
  func unread() async throws {
    let host = ownAddress()
    let port = try freePort(on: host)
    let serve = [Program.doyen, "serve", "--listen", "\(host):\(port)", "--log-queries", "1"] + arguments
    let fifo = folder.path + "/fifo"
    // Opened to read and write, so that it has a reader who never reads.
    let script = "mkfifo \(fifo); exec 3<>\(fifo); \"$@\" 2>&3 & pid=$!; echo pid $pid; wait $pid; echo status $?"
    let program = try Program("/bin/sh", ["-c", script, "sh"] + serve)
    #expect(try await program.waits(for: "pid "))
    let pid = try #require(program.printed.firstMatch(of: #/pid (\d+)/#).flatMap { CInt($0.1) })
    let socket = try await reach(host, port, program)
    let question = try #require(try? question("web.service.local"))
    for _ in 0..<30_000 {
      socket.send(question)
      #expect(await socket.receive() != nil)
    }
    kill(pid, SIGUSR1)
    #expect(memory(of: pid) < 300 << 10, "kilobytes")
    kill(pid, SIGTERM)
    let (_, text) = await program.end()
    #expect(text.contains("status 0"), "\(text)")
  }

  /// Asks until there is an answer: nothing else says that the server is ready.
  private func reach(_ host: String, _ port: Int, _ program: Program) async throws -> TestSocket {
    while !program.printed.contains("status") {
      let socket = try TestSocket(.udp, port: port, address: host)
      socket.send(try question("web.service.local"))
      if await socket.receive()?.isEmpty == false { return socket }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw ProgramError("nobody answers: \(program.printed)")
  }

  private func memory(of pid: CInt) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
    return status.firstMatch(of: #/VmRSS:\s+(\d+)/#).flatMap { Int($0.1) } ?? .max
  }
}

/// A question for the addresses of a name.
func question(_ name: String, id: UInt16 = 1) throws -> [UInt8] {
  let labels = name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
  return [UInt8(id >> 8), UInt8(id & 0xFF), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + labels + [0, 0, 1, 0, 1]
}
