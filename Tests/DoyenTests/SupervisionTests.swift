import Foundation
import TestSupport
import Testing

@Suite("Under a service manager", .timeLimit(.minutes(5)))
struct SupervisionTests {
  private let folder: TemporaryFolder
  private let services: String

  init() throws {
    folder = try TemporaryFolder()
    services = try folder.write("[{\"service\": \"web\", \"address\": \"10.0.3.1:80\"}]", to: "services.json")
  }

  private var manager: String {
    get throws {
      try #require(Bundle.module.path(forResource: "manager", ofType: "py", inDirectory: "Fixtures"))
    }
  }

  private var serve: [String] { [Program.doyen, "serve", "--zones", exampleZones, "--services", services] }

  /// A server under the manager that the fixture is.
  private func start(
    _ options: [String], _ arguments: [String] = [], variables: [String: String] = [:]
  ) throws -> Program {
    let shell = ["-c", "cd \"$0\" && exec /usr/bin/python3 \"$@\"", folder.path, try manager]
    return try Program("/bin/sh", shell + options + serve + arguments, variables: variables)
  }

  /// Waits for the server's process of one of the manager's runs.
  private func server(_ program: Program, run: Int) async throws -> CInt {
    #expect(try await program.waits(for: "run \(run) is "))
    let line = try #require(
      program.printed.firstMatch(of: try Regex("run \(run) is (\\d+)", as: (Substring, Substring).self)))
    return try #require(CInt(line.output.1))
  }

  @Test("it is told of readiness, of SIGHUP and of the end, in this order", arguments: [[], ["--abstract"]])
  func notifications(options: [String]) async throws {
    let program = try start(options, ["--listen", "127.0.0.1:0"])
    let server = try await server(program, run: 1)
    #expect(try await program.waits(for: "told READY=1 STATUS=answering on 127.0.0.1:"))
    kill(server, SIGHUP)
    #expect(try await program.waits(for: "told RELOADING=1 MONOTONIC_USEC="))
    #expect(try await program.waits(for: "zones read again"))
    // It is told after that line.
    #expect(try await program.waits(for: "told READY=1", times: 2))
    kill(server, SIGTERM)
    let (status, text) = await program.end()
    #expect(status == 0 && text.contains("run 1 ended with 0"), "\(text)")
    let words = text.matches(of: #/told ([A-Z]+)=/#).map(\.output.1)
    #expect(words == ["READY", "RELOADING", "READY", "STOPPING"], "\(text)")
    #expect(!text.contains("WATCHDOG"), "nobody asked for signs of life")
  }

  @Test("sockets that are bound already are used, and are whole for the next start")
  func passedSockets() async throws {
    let program = try start(["--passes", "127.0.0.1", "--runs", "2"], ["--workers", "2"])
    for run in 1...2 {
      let server = try await server(program, run: run)
      let port = try #require(program.printed.firstMatch(of: #/port (\d+)/#)).output.1.description
      for transport in ["+notcp", "+tcp"] {
        let (_, text) = try await Program.run(
          "/usr/bin/dig", ["@127.0.0.1", "-p", port, "web.service.local", "+short", "+time=30", "+tries=1", transport])
        #expect(text == "10.0.3.1\n", "run \(run) \(transport): \(program.printed)")
      }
      #expect(program.printed.contains("ready, answering on 127.0.0.1:\(port) (UDP and TCP)"))
      kill(server, SIGTERM)
      #expect(try await program.waits(for: "run \(run) ended with 0"))
    }
  }

  @Test("a socket at all addresses answers from the one that was asked")
  func wildcard() async throws {
    let program = try start(["--passes", "0.0.0.0"])
    let server = try await server(program, run: 1)
    #expect(try await program.waits(for: "ready"))
    let port = try #require(program.printed.firstMatch(of: #/port (\d+)/#)).output.1.description
    let (_, text) = try await Program.run(
      "/usr/bin/dig", ["@127.0.0.7", "-p", port, "web.service.local", "+short", "+time=30", "+tries=1"])
    #expect(text == "10.0.3.1\n")
    kill(server, SIGTERM)
    _ = await program.end()
  }

  @Test("a socket where nobody asked to listen ends the start")
  func unwanted() async throws {
    let program = try start(["--passes", "127.0.0.1"], ["--listen", "127.0.0.1:0"])
    let (_, text) = await program.end()
    #expect(
      text.contains(
        #/Error: the socket 'dns' of the service manager is at 127\.0\.0\.1:\d+, where --listen does not listen/#),
      "\(text)")
  }

  @Test("there are signs of life while questions are answered, and none while they are not")
  func watchdog() async throws {
    try #require(getuid() == 0, "this test needs root: it makes a network of its own")
    let arguments = (serve + ["--listen", "127.0.0.1:53"]).joined(separator: " ")
    let script = """
      set -e
      cd \(folder.path)
      ip link set lo up
      python3 \(try manager) \(arguments) >log 2>&1 & manager=$!
      signs() { grep -c WATCHDOG log || true; }
      for try in $(seq 1200); do [ $(signs) -ge 3 ] && break; sleep 0.05; done
      echo $(( $(signs) >= 3 ))
      ip link set lo down
      # A sign that is under way may come yet; then there is none for five times as long as between two.
      for try in $(seq 10); do before=$(signs); sleep 1; [ $(signs) -eq $before ] && break; done
      echo $(( $(signs) - before ))
      ip link set lo up
      for try in $(seq 1200); do [ $(signs) -gt $before ] && break; sleep 0.05; done
      echo $(( $(signs) > before ))
      kill $(sed -n 's/run 1 is //p' log)
      wait $manager
      """
    let (status, text) = try await Program.run(
      "/usr/bin/unshare", ["--net", "/bin/sh", "-c", script], variables: ["WATCHDOG_USEC": "400000"])
    #expect(status == 0 && text == "1\n0\n1\n", "\(text)")
  }
}
