import TestSupport
import Testing

@Suite("How far doyen check looks behind a problem of a configuration file", .timeLimit(.minutes(5)))
struct ConfigurationReachTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(_ text: String, _ expected: [String]) async throws {
    let path = try folder.write(text, to: "f.yaml")
    let (status, said) = try await Program.run(Program.doyen, ["check", path])
    let problems = said.split(separator: "\n").map { $0.replacing(folder.path + "/", with: "") }
    #expect(status == 1 && problems.count == expected.count, "\(problems)")
    for (problem, start) in zip(problems, expected) { #expect(problem.hasPrefix(start)) }
  }

  @Test("keys and shapes that are wrong do not hide what is wrong with other values")
  func shapes() async throws {
    let text = """
      listn: 127.0.0.1:53
      consul: {address: 10.0.0.1:8500}
      consul-all: true
      max-stale: 5x
      no-agent: true
      workers:
      rate-limit: many
      """
    let expected = [
      "1: unknown key 'listn'", "2: consul: expected a text", "4: max-stale: 5x: expected", "6: workers: expected",
      "7: rate-limit: many: expected",
    ]
    try await check(text, expected.map { "f.yaml:" + $0 })
  }

  @Test("a problem of no line does not hide those behind it")
  func lineless() async throws {
    let addresses = (1...300).map { "127.0.1.1:\($0)" }.joined(separator: ", ")
    let text = "listen: [\(addresses)]\nlog-level: loud\nuser: nobody-of-this-name\n"
    let expected = [
      "f.yaml: expected fewer addresses to listen on, found 300", "f.yaml:2: log-level: loud: ",
      "f.yaml:3: user: nobody-of-this-name: ",
    ]
    try await check(text, expected)
    try await check("no-agent: true", ["f.yaml: no source of services"])
  }
}
