import Glibc
import TestSupport
import Testing

@Suite("What the commands print where it can't be printed", .timeLimit(.minutes(5)))
struct StandardStreamTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs a script, in which `$0` is the command and `$@` are arguments.
  private func run(_ script: String, _ arguments: [String]) async throws -> (status: CInt, text: String) {
    try await Program.run("/bin/sh", ["-c", script, Program.doyen] + arguments, variables: ["FOLDER": folder.path])
  }

  /// Runs a script whose standard output is a pipe that nobody reads any more.
  private func runUnread(_ script: String, _ arguments: [String]) async throws -> (status: CInt, text: String) {
    let gone = "\"$FOLDER\"/gone"
    return try await run(
      "rm -f \(gone); { until [ -e \(gone) ]; do sleep 0.01; done; \(script); } | { exec <&-; : >\(gone); }", arguments)
  }

  /// A server with an instance of the service `web`, and arguments of commands that ask it.
  private func withInstance(_ body: ([[String]]) async throws -> Void) async throws {
    let serving = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    let discoverd = ["--discoverd", "127.0.0.1:\(try serving.agent)"]
    let register = try Program(Program.doyen, ["register", "web", "127.0.0.1:1"] + discoverd)
    try #require(try await register.waits(for: "registered"), "\(register.printed)")
    try await body([
      ["services", "web"] + discoverd, ["services", "--watch", "web"] + discoverd, ["leader", "web"] + discoverd,
      ["lookup", "web.service.local", "--server", "127.0.0.1:\(serving.port)"],
    ])
    for program in [register, serving.program] {
      program.signal(SIGTERM)
      #expect(await program.end().status == 0)
    }
  }

  @Test("a full disk and a closed standard output are named, with status 1")
  func refused() async throws {
    try await withInstance { commands in
      for command in commands {
        let (full, closed) = (
          try await run("\"$0\" \"$@\" >/dev/full", command), try await run("\"$0\" \"$@\" >&-", command)
        )
        #expect(full == (1, "doyen: standard output: No space left on device\n"), "\(command)")
        #expect(closed == (1, "doyen: standard output: Bad file descriptor\n"), "\(command)")
      }
    }
  }

  @Test("where a pipe's reader has had enough, the status is a shell's, and nothing is said")
  func unread() async throws {
    try await withInstance { commands in
      for command in commands {
        let (_, text) = try await runUnread("\"$0\" \"$@\"; echo \"status $?\" >&2", command)
        #expect(text.split(separator: "\n").last == "status 141" && !text.contains("rror"), "\(command): \(text)")
      }
    }
  }

  @Test("an instance stays registered where nobody reads what register says")
  func registration() async throws {
    let serving = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    let discoverd = "--discoverd 127.0.0.1:\(try serving.agent)"
    // Counted, since nobody would end a loop that the test leaves behind.
    let tries = "tries=$((tries + 1)); [ $tries -lt 1000 ] || exit 8; sleep 0.05"
    let leads = "tries=0; until \"$0\" leader web \(discoverd) >/dev/null; do \(tries); done; sleep 0.2; exit 7"
    let (_, text) = try await runUnread(
      "\"$0\" register web 127.0.0.1:1 \(discoverd) -- /bin/sh -c '\(leads)' \"$0\" 2>&1; echo \"status $?\" >&2", [])
    #expect(text == "status 7\n")
    serving.program.signal(SIGTERM)
    #expect(await serving.program.end().status == 0)
  }

  @Test("without zones the flag that names some is said, and what is wrong with a flag goes with its command's usage")
  func explanations() async throws {
    #expect(
      try await run("cd \"$FOLDER\" && exec \"$0\" serve", [])
        == (
          1, "Error: zones: there is no such folder here; --zones names a zone file, or a folder of *.zone files\n"
        ))
    #expect(
      try await run("cd \"$FOLDER\" && ln -s zones zones && exec \"$0\" serve", [])
        == (1, "Error: zones: Too many levels of symbolic links\n"))
    let (status, text) = try await run("exec \"$0\" serve --listen x", [])
    #expect(status == 64 && text.hasPrefix("Error: --listen x: expected"))
    #expect(text.hasSuffix("\nUsage: doyen serve <options>\n  See 'doyen serve --help' for more information.\n"))
  }
}
