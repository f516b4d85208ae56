import Foundation
import TestSupport
import Testing

@Suite("The commands that talk to a discoverd", .timeLimit(.minutes(5)))
struct CommandTests {
  /// A server with an agent, and how to reach that.
  private func withAgent(_ body: (Serving, [String]) async throws -> Void) async throws {
    let serving = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    try await body(serving, ["--discoverd", "127.0.0.1:\(try serving.agent)"])
    serving.program.signal(SIGTERM)
    #expect(await serving.program.end().status == 0)
  }

  private func registered(_ arguments: [String]) async throws -> Program {
    let program = try Program(Program.doyen, ["register"] + arguments)
    try #require(try await program.waits(for: "registered"), "\(program.printed)")
    return program
  }

  @Test(
    "services and leader show instances by age, for people and programs, in both versions",
    arguments: ["v1", "v2", "auto"])
  func services(api: String) async throws {
    try await withAgent { _, discoverd in
      let discoverd = discoverd + ["--discoverd-api", api]
      let first = try await registered(["web", "127.0.0.1:1", "--attr", "v=1"] + discoverd)
      let second = try await registered(["web", "127.0.0.1:2"] + discoverd)
      #expect(
        try await Program.run(Program.doyen, ["services", "web"] + discoverd)
          == (0, "web\n  127.0.0.1:1  created 1  leader  v=1\n  127.0.0.1:2  created 2\n"))
      #expect(
        try await Program.run(Program.doyen, ["services", "--json", "web", "none"] + discoverd)
          == (
            0,
            """
            {"instances":[{"address":"127.0.0.1:1","attributes":{"v":"1"},"created":1},\
            {"address":"127.0.0.1:2","attributes":{},"created":2}],"leader":"127.0.0.1:1","service":"web"}
            {"instances":[],"service":"none"}

            """
          ))
      #expect(try await Program.run(Program.doyen, ["leader", "web"] + discoverd) == (0, "127.0.0.1:1\n"))
      #expect(try await Program.run(Program.doyen, ["leader", "none"] + discoverd) == (1, ""))
      for program in [first, second] { program.signal(SIGTERM) }
      for program in [first, second] { #expect(await program.end().status == 0) }
    }
  }

  @Test("services --watch follows, leader --wait waits")
  func following() async throws {
    try await withAgent { _, discoverd in
      let watching = try Program(Program.doyen, ["services", "--watch", "web"] + discoverd)
      let waiting = try Program(Program.doyen, ["leader", "--wait", "web"] + discoverd)
      #expect(try await watching.waits(for: "web: no instances\n"))
      let first = try await registered(["web", "127.0.0.1:1"] + discoverd)
      #expect(try await watching.waits(for: "127.0.0.1:1  created 1  leader"))
      #expect(await waiting.end() == (0, "127.0.0.1:1\n"))
      first.signal(SIGTERM)
      _ = await first.end()
      #expect(try await watching.waits(for: "leader\nweb: no instances\n"))
      watching.signal(SIGINT)
      _ = await watching.end()
    }
  }

  @Test("without a discoverd the reason is said, with status 1")
  func unreachable() async throws {
    let host = ownAddress()
    let place = "\(host):\(try freePort(on: host))"
    for command in ["services", "leader"] {
      let (status, text) = try await Program.run(Program.doyen, [command, "web", "--discoverd", place])
      #expect(
        status == 1
          && text == "doyen: discoverd \(place): the backend is gone: \(place): Connection refused\n")
    }
  }

  @Test(
    "what is wrong is named: a service name, a version, an address",
    arguments: [
      (["services", "a/b"], "'a/b': expected a service name of 1 to 255 octets without '/'"),
      (["leader", ""], "'': expected a service name of 1 to 255 octets without '/'"),
      (["leader", "web", "--discoverd-api", "v3"], "--discoverd-api v3: expected auto, v1, v2"),
      (["leader", "web", "--discoverd", "a b"], "--discoverd a b: 'a b': expected host:port"),
      (["services"], "Missing expected argument '<names> ...'"),
      (["register", "web", "127.0.0.1:70000"], "'127.0.0.1:70000': expected host:port"),
    ])
  func mistakes(arguments: [String], expected: String) async throws {
    let (status, text) = try await Program.run(Program.doyen, arguments)
    #expect(status == 64 && text.contains(expected), "\(text)")
  }

  @Test(
    "an instance is registered while a command runs, and its status is returned",
    arguments: [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)])
  func command(script: String, expected: CInt) async throws {
    try await withAgent { _, discoverd in
      let folder = try TemporaryFolder()
      let shell = ["--", "/bin/sh", "-c", "while [ ! -e \"$0\" ]; do sleep 0.05; done; \(script)", "\(folder.path)/go"]
      let program = try await registered(["web", "127.0.0.1:1"] + discoverd + shell)
      #expect(try await Program.run(Program.doyen, ["leader", "web"] + discoverd) == (0, "127.0.0.1:1\n"))
      _ = try folder.write("", to: "go")
      #expect(await program.end() == (expected, "doyen: registered web at 127.0.0.1:1\ndoyen: unregistered web\n"))
      #expect(try await Program.run(Program.doyen, ["leader", "web"] + discoverd).status == 1)
    }
  }

  @Test(
    "signals reach the command with their usual meaning, and the instance is taken back",
    arguments: [SIGTERM, SIGHUP, SIGUSR1])
  func signals(number: CInt) async throws {
    try await withAgent { _, discoverd in
      let script = "trap 'echo got; exit 3' TERM HUP USR1; echo armed; while :; do sleep 0.05; done"
      let program = try await registered(["web", "127.0.0.1:1"] + discoverd + ["--", "/bin/sh", "-c", script])
      try #require(try await program.waits(for: "armed"))
      program.signal(number)
      let (status, text) = await program.end()
      #expect(status == 3 && text.contains("got\n") && text.hasSuffix("doyen: unregistered web\n"))
      let plain = try await registered(["web", "127.0.0.1:1"] + discoverd + ["--", "sleep", "30"])
      plain.signal(SIGTERM)
      #expect(await plain.end().status == 128 + SIGTERM)
    }
  }

  @Test("a command that can't be started is named, with a shell's status, and nothing is registered")
  func noCommand() async throws {
    let missing = try await Program.run(
      Program.doyen, ["register", "web", "127.0.0.1:1", "--discoverd", "127.0.0.1:1", "--", "/no/such"])
    #expect(missing == (127, "doyen: /no/such: No such file or directory\n"))
    let folder = try await Program.run(
      Program.doyen, ["register", "web", "127.0.0.1:1", "--discoverd", "127.0.0.1:1", "--", "/tmp"])
    #expect(folder == (126, "doyen: /tmp: Permission denied\n"))
  }

  @Test(
    "where the agent's usual place is taken by a discoverd, that one is the source; by something else, that is said")
  func neighbour() async throws {
    let folder = try TemporaryFolder()
    let serve = "\(Program.doyen) serve --zones \(exampleZones) --listen 127.0.0.1"
    let script = """
      \(NetworkScript.functions)
      set -e
      cd \(folder.path)
      ip link set lo up
      \(serve):5300 2>first & first=$!
      wait_for ready first
      \(serve):5301 2>second & second=$!
      wait_for ready second
      grep -c 'a discoverd (v1) is at 127.0.0.1:1111 already' second
      \(Program.doyen) register web 127.0.0.1:80 2>registration & registration=$!
      wait_for registered registration
      dig @127.0.0.1 -p 5301 web.service.local A +short
      kill $registration $second $first
      wait $first || true
      \(serve):1111 --agent 127.0.0.1:1112 2>dns & dns=$!
      wait_for ready dns
      \(serve):5302 2>third || tail -n 1 third
      kill $dns
      """
    let (status, text) = try await Program.run("/usr/bin/unshare", ["--net", "/bin/sh", "-c", script])
    #expect(status == 0 && text == "1\n127.0.0.1\nError: --agent 127.0.0.1:1111: Address already in use\n", "\(text)")
  }

  @Test("a command's status is returned also where whoever started doyen ignores the ends of its children")
  func ignoredChildren() async throws {
    try await withAgent { _, discoverd in
      let line = ([Program.doyen, "register", "web", "127.0.0.1:1"] + discoverd).joined(separator: " ")
      let (status, _) = try await Program.run("/bin/sh", ["-c", "trap '' CHLD; exec \(line) -- /bin/sh -c 'exit 7'"])
      #expect(status == 7)
    }
  }

  @Test("the command line wins over the environment, and a variable that says no is no")
  func agentSettings() async throws {
    let (host, zones) = (ownAddress(), ["--zones", exampleZones])
    let given = "\(host):\(try freePort(on: host))"
    for (arguments, variables) in [
      (["--agent", given], ["DOYEN_NO_AGENT": "1"]), ([], ["DOYEN_NO_AGENT": "0", "DOYEN_AGENT": given]),
    ] {
      let serving = try await Serving(zones + arguments, variables: variables)
      let leader = try await Program.run(Program.doyen, ["leader", "x", "--discoverd", given])
      #expect(leader == (1, ""), "\(leader) \(serving.program.printed)")
      serving.program.signal(SIGTERM)
      _ = await serving.program.end()
    }
    let (status, text) = try await Program.run(Program.doyen, ["serve"] + zones, variables: ["DOYEN_NO_AGENT": "1"])
    #expect(status == 64 && text.contains("no source of services"))
  }

  @Test("only the services named are watched, and all others do not exist")
  func watchOnly() async throws {
    try await withAgent { _, discoverd in
      let instance = try await registered(["web", "127.0.0.1:1"] + discoverd)
      let other = try await registered(["other", "127.0.0.1:1"] + discoverd)
      let serving = try await Serving(["--zones", exampleZones, "--watch", "web", "--watch-only"] + discoverd)
      let answer = try await serving.dig(["web.service.local", "A"], until: ["127.0.0.1"], within: .seconds(30))
      #expect(answer.last == ["127.0.0.1"])
      #expect(try await serving.dig("other.service.local", "A").contains { $0.contains("status: NXDOMAIN") })
      for program in [instance, other] { program.signal(SIGTERM) }
      for program in [instance, other] { _ = await program.end() }
      #expect(try await serving.dig(["web.service.local", "A"], until: [], within: .seconds(30)).last == [])
      #expect(try await serving.dig("web.service.local", "A").contains { $0.contains("status: NOERROR") })
    }
  }
}
