import Foundation
import TestSupport
import Testing

@Suite("A configuration file", .timeLimit(.minutes(5)))
struct ConfigurationTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/doyen.yaml" }

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to name: String = "doyen.yaml") throws { _ = try folder.write(text, to: name) }

  /// What a `serve` that does not start says.
  private func refusal(_ arguments: [String] = [], variables: [String: String] = [:]) async throws -> String {
    let (status, text) = try await Program.run(
      Program.doyen, ["serve", "--config", path] + arguments, variables: variables)
    #expect(status == 64, "\(text)")
    return text
  }

  @Test("it is all that a server needs, named by a flag or a variable; relative paths begin in its folder")
  func serving() async throws {
    try write("[{\"service\": \"web\", \"address\": \"10.0.3.1:80\"}]", to: "services.json")
    try FileManager.default.copyItem(atPath: exampleZones, toPath: folder.path + "/zones")
    try write("listen: [127.0.0.1:0]\nzones: zones\nservices:\n  - services.json\n")
    for (arguments, variables) in [(["--config", path], [:]), ([], ["DOYEN_CONFIG": path])] {
      let serving = try await Serving(try Program(Program.doyen, ["serve"] + arguments, variables: variables))
      let answer = try await serving.dig(["web.service.local", "A"], until: ["10.0.3.1"], within: .seconds(30))
      #expect(answer.last == ["10.0.3.1"])
      serving.program.signal(SIGTERM)
      #expect(await serving.program.end().status == 0)
    }
  }

  @Test("the command line wins over the environment, and that over the file; each is named")
  func layers() async throws {
    try write("# ours\nmax-stale: file\n")
    let (flag, variable) = (["--max-stale", "flag"], ["DOYEN_MAX_STALE": "variable"])
    #expect(try await refusal(flag, variables: variable).hasPrefix("Error: --max-stale flag: expected a time"))
    #expect(try await refusal(variables: variable).hasPrefix("Error: DOYEN_MAX_STALE=variable: expected a time"))
    #expect(try await refusal().hasPrefix("Error: \(path):2: max-stale: file: expected a time"))
    #expect(try await refusal(variables: ["DOYEN_MAX_STALE": ""]).hasPrefix("Error: \(path):2: max-stale: file"))
  }

  @Test("of a list, the file's counts only where neither flag nor variable has one")
  func lists() async throws {
    try write("watch:\n- a/b\n- c/d\n")
    #expect(try await refusal().hasPrefix("Error: \(path):2: watch: a/b: expected a service name"))
    #expect(try await refusal(["--watch", "e/f"]).hasPrefix("Error: --watch e/f: expected a service name"))
    #expect(try await refusal(variables: ["DOYEN_WATCH": "e/f"]).hasPrefix("Error: DOYEN_WATCH=e/f: expected"))
  }

  @Test("a variable that says no wins over a file that says yes, and a file may say no")
  func switches() async throws {
    try write("consul-all: true\nmax-stale: x\n")
    #expect(try await refusal().hasPrefix("Error: \(path):1: consul-all needs --consul"))
    #expect(try await refusal(variables: ["DOYEN_CONSUL_ALL": "0"]).hasPrefix("Error: \(path):2: max-stale: x"))
    #expect(try await refusal(variables: ["DOYEN_CONSUL_ALL": "1"]).hasPrefix("Error: DOYEN_CONSUL_ALL needs --consul"))
    try write("consul-all: false\nmax-stale: x\n")
    #expect(try await refusal().hasPrefix("Error: \(path):2: max-stale: x"))
    #expect(try await refusal(["--consul-all"]).hasPrefix("Error: --consul-all needs --consul"))
  }

  @Test("of agent and no-agent the one counts that is nearer to the command line; one file can't have both")
  func agent() async throws {
    try write("no-agent: true\nagent: 127.0.0.1:0\n")
    #expect(try await refusal().hasPrefix("Error: \(path):2: agent and \(path):1: no-agent exclude each other"))
    try write("no-agent: true\nzones: \(exampleZones)\n")
    #expect(try await refusal().contains("no source of services"))
    let arguments = ["--config", path]
    for variables in [["DOYEN_AGENT": "127.0.0.1:0"], ["DOYEN_NO_AGENT": "0", "DOYEN_AGENT": "127.0.0.1:0"]] {
      let serving = try await Serving(arguments, variables: variables)
      #expect(try serving.agent > 0)
      serving.program.signal(SIGTERM)
      _ = await serving.program.end()
    }
    try write("agent: 127.0.0.1:0\n")
    #expect(try await refusal(variables: ["DOYEN_NO_AGENT": "1"]).contains("no source of services"))
  }

  @Test("the usual variables of others stand behind it")
  func others() async throws {
    try write("state: none\ndiscoverd: a b\n")
    let text = try await refusal(variables: ["DISCOVERD": "c d", "STATE_DIRECTORY": folder.path])
    #expect(text.hasPrefix("Error: \(path):2: discoverd: a b: 'a b': expected host:port"), "\(text)")
    try write("state: none\n")
    let state = try await refusal(variables: ["STATE_DIRECTORY": folder.path])
    #expect(state.hasPrefix("Error: \(path):1: state: \(folder.path)/none: expected a folder"), "\(state)")
  }

  @Test("an address that can't be had is named by its line")
  func bind() async throws {
    try write("zones: \(exampleZones)\nlisten: 203.0.113.1:53\nagent: 127.0.0.1:0\n")
    let (status, text) = try await Program.run(Program.doyen, ["serve", "--config", path])
    #expect(status == 1 && text.contains("Error: \(path):2: listen: 203.0.113.1:53: "), "\(text)")
  }

  @Test("all mistakes in its form are said at once, and a missing one is named")
  func mistakes() async throws {
    try write("lisen: x\nworkers: [1]\n")
    let text = try await refusal(["--listen", "127.0.0.1:0"])
    #expect(
      text.hasPrefix(
        """
        Error: \(path):1: unknown key 'lisen'; did you mean 'listen'?
        \(path):2: workers: expected a text or a whole number, found a list

        """), "\(text)")
    try FileManager.default.removeItem(atPath: path)
    #expect(try await refusal().hasPrefix("Error: \(path): No such file or directory\n"))
  }

  @Test("at SIGHUP a change is said, and what is wrong with it; it counts from the next start on")
  func hangUp() async throws {
    try write("zones: \(exampleZones)\nmax-stale: 1h\n")
    let serving = try await Serving(["--agent", "127.0.0.1:0", "--config", path])
    serving.program.signal(SIGHUP)
    #expect(try await serving.program.waits(for: "zones read again"))
    #expect(!serving.program.printed.contains("doyen.yaml"))
    try write("zones: \(exampleZones)\nmax-stale: 1x\n")
    serving.program.signal(SIGHUP)
    #expect(try await serving.program.waits(for: "\(path) has changed: that counts from the next start on"))
    #expect(serving.program.printed.contains("\(path):2: max-stale: 1x: expected a time"))
    try FileManager.default.removeItem(atPath: path)
    serving.program.signal(SIGHUP)
    #expect(try await serving.program.waits(for: "\(path): No such file or directory; the next start would fail"))
    serving.program.signal(SIGTERM)
    #expect(await serving.program.end().status == 0)
  }
}
