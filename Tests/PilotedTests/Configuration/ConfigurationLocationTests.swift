import Testing

@testable import Piloted

@Suite("Where a configuration for ContainerPilot is")
struct ConfigurationLocationTests {
  private func location(_ argument: String?, _ variable: String? = nil) throws -> ConfigurationLocation {
    let environment = variable.map { ["CONTAINERPILOT": $0] } ?? [:]
    return try ConfigurationLocation(argument: argument, named: "--pilot", environment: environment)
  }

  @Test(
    "paths and URLs of files",
    arguments: [
      ("/etc/c.json", "/etc/c.json"), ("c.json", "c.json"), ("file:///etc/c.json", "/etc/c.json"),
      ("file://c.json", "c.json"),
      ("file://localhost/etc/c.json", "/etc/c.json"), ("file://localhost", "localhost"), ("/a b{}.json", "/a b{}.json"),
      ("[", "["),
    ])
  func files(text: String, path: String) throws {
    #expect(try location(text) == .file(path))
    #expect(try location(nil, text) == .file(path))
  }

  @Test("the text itself", arguments: ["{}", " \n\t{ a", "{{ .FOO }}"])
  func texts(text: String) throws {
    #expect(try location(text) == .text(text, name: "--pilot"))
    #expect(try location(nil, text) == .text(text, name: "CONTAINERPILOT"))
  }

  @Test("the argument counts before the variable")
  func order() throws { #expect(try location("a", "b") == .file("a")) }

  @Test("nothing", arguments: ["", "  \n"])
  func nothing(text: String) {
    let error = #expect(throws: ConfigurationError.self) { try location(text, "b") }
    #expect(error?.description == "--pilot: expected a path, file://PATH or the configuration, found nothing")
    for variable in [nil, text] {
      let error = #expect(throws: ConfigurationError.self) { try location(nil, variable) }
      #expect(error?.description == "CONTAINERPILOT: neither the variable nor --pilot says where the configuration is")
    }
  }
}
