import Foundation
import TestSupport
import Testing

@Suite("doyen check of a configuration file", .timeLimit(.minutes(5)))
struct ConfigurationCheckTests {
  private let folder: TemporaryFolder
  private var example: String {
    URL(fileURLWithPath: exampleZones).deletingLastPathComponent().appendingPathComponent("dist/doyen.yaml").path
  }

  init() throws { folder = try TemporaryFolder() }

  private func check(
    _ text: String, _ name: String = "f.yaml", variables: [String: String] = [:]
  ) async throws -> (status: CInt, problems: [String]) {
    let path = try folder.write(text, to: name)
    let (status, text) = try await Program.run(Program.doyen, ["check", path], variables: variables)
    return (status, text.split(separator: "\n").map { String($0).replacing(folder.path + "/", with: "") })
  }

  @Test("every value that is wrong is named with its line, and what follows from it is not")
  func values() async throws {
    let text = """
      admin-anywhere: true
      admin: nowhere
      listen: [127.0.0.1:53, 127.0.0.1, "[::1]"]
      max-stale: 5x
      no-agent: true
      consul-all: true
      srv-priority:
        - age
        - web=none
      """
    let (status, problems) = try await check(text)
    #expect(status == 1)
    let expected = [
      "2: admin: nowhere: expected an IP address", "3: listen: 127.0.0.1: expected", "3: listen: [::1]: expected",
      "4: max-stale: 5x: expected", "6: consul-all needs --consul", "9: srv-priority: web=none: expected",
    ]
    #expect(problems.count == expected.count, "\(problems)")
    for (problem, start) in zip(problems, expected) { #expect(problem.hasPrefix("f.yaml:" + start)) }
  }

  @Test(
    "that there is no source of services is said beside other problems, but not where a source was wrong",
    arguments: [("workers: x", true), ("services: {a: 1}", false), ("consul: ''", false), ("consul-all: true", false)])
  func noSource(other: String, isSaid: Bool) async throws {
    let (status, problems) = try await check("no-agent: true\n\(other)\n")
    #expect(status == 1 && problems.count == (isSaid ? 2 : 1), "\(problems)")
    #expect(problems.contains { $0.contains("no source of services") } == isSaid, "\(problems)")
  }

  @Test("what is right has no problems, whatever the environment says", arguments: ["f.yaml", "f.yml"])
  func right(name: String) async throws {
    let text = "listen: 127.0.0.1:53\nforward: 10.0.0.1\nwatch-only: yes\nworkers: 2\n"
    let variables = ["DOYEN_LISTEN": "nonsense", "DISCOVERD": "a b", "STATE_DIRECTORY": "/none", "CONTAINERPILOT": "{"]
    let (status, problems) = try await check(text, name, variables: variables)
    #expect(status == 0 && problems.isEmpty, "\(problems)")
  }

  @Test(
    "a JSON file is told from services and from ContainerPilot's by its keys, or its name",
    arguments: [
      ("f.json", #"{"listen": "127.0.0.1"}"#, "f.json:1: listen: 127.0.0.1: expected"),
      ("f.json", #"{"lisen": "127.0.0.1:53"}"#, "f.json:1: unknown key 'lisen'; did you mean 'listen'?"),
      ("f.json", #"{"consul": "a:1", "watches": 5}"#, "f.json:1:30: watches: "),
      ("doyen.json", #"{"consul": "a:1", "services": 5, "x": 1}"#, "doyen.json:1: unknown key 'x'"),
      ("f.json", #"[{"service": 5}]"#, "f.json"),
    ])
  func json(name: String, text: String, expected: String) async throws {
    let (status, problems) = try await check(text, name)
    #expect(status == 1 && problems.first?.hasPrefix(expected) == true, "\(problems)")
  }

  @Test("a user of this host is right also where only root could become it")
  func user() async throws {
    try #require(getuid() == 0, "this test needs root: it becomes another user")
    let path = try folder.write("user: daemon\n", to: "f.yaml")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let (status, text) = try await Program.run(
      "/usr/bin/setpriv", ["--reuid=65534", "--clear-groups", Program.doyen, "check", path])
    #expect(status == 0 && text.isEmpty, "\(text)")
    let (_, refusal) = try await Program.run(
      "/usr/bin/setpriv", ["--reuid=65534", "--clear-groups", Program.doyen, "serve", "--config", path])
    #expect(refusal.hasPrefix("Error: \(path):1: user: daemon: only root can become another user"), "\(refusal)")
  }

  // MARK: The keys and the example

  /// The flags of `serve`, as its parser knows them.
  private func flags() async throws -> Set<String> {
    struct Help: Decodable {
      struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?
      }
      struct Argument: Decodable { let names: [Name]? }
      struct Name: Decodable { let name: String }
      let command: Command
    }
    let (_, text) = try await Program.run(Program.doyen, ["--experimental-dump-help"])
    let help = try JSONDecoder().decode(Help.self, from: Data(text.utf8))
    let serve = try #require(help.command.subcommands?.first { $0.commandName == "serve" })
    let names = (serve.arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)
    return Set(names.filter { $0.count > 1 }).subtracting(["help", "version", "config"])
  }

  @Test("each flag of serve is a key")
  func keys() async throws {
    let flags = try await flags()
    #expect(flags.contains("listen") && flags.count > 20)
    for flag in flags.sorted() {
      let (_, problems) = try await check("\(flag): {}")
      // An unknown key would be called so.
      #expect(problems.count == 1 && problems[0].hasPrefix("f.yaml:1: \(flag): expected"), "\(problems)")
    }
    #expect(try await check("config: x").problems == ["f.yaml:1: unknown key 'config'"])
  }

  @Test("README.md has each flag in its table of serve, and no others")
  func readMe() async throws {
    let path = URL(fileURLWithPath: exampleZones).deletingLastPathComponent().appendingPathComponent("README.md").path
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let table = lines.drop { !$0.hasPrefix("| `serve`") }.prefix { $0.hasPrefix("|") }
    let named = table.compactMap { $0.split(separator: "|").first }.flatMap { cell in
      cell.matches(of: #/--([a-z][a-z-]*)/#).map { String($0.output.1) }
    }
    #expect(try await Set(named).subtracting(["config"]) == flags())
  }

  @Test("the example is right, and so are its defaults; it has each flag once")
  func exampleFile() async throws {
    let (status, text) = try await Program.run(Program.doyen, ["check", example])
    #expect(status == 0 && text.isEmpty, "\(text)")
    let lines = try String(contentsOfFile: example, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let keys = lines.compactMap { $0.firstMatch(of: #/^#?([a-z-]+): /#)?.output.1 }
    #expect(try await Set(keys.map(String.init)) == flags())
    #expect(Set(keys).count == keys.count)
    // Not every host has the folder.
    let others = lines.filter { !$0.hasPrefix("#state:") }
    let all = others.map { $0.replacing(#/^#(?=[a-z-]+: )/#, with: "") }.joined(separator: "\n")
    #expect(try await check(all).problems.isEmpty)
  }
}
