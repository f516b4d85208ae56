import Foundation
import Testing

@testable import Piloted

private let folder = (Bundle.module.resourceURL?.path ?? "") + "/Fixtures"

private let environment = [
  "CONSUL": "consul.internal", "PORT": "8080", "CACHE": "redis", "WATCHES": "front,back-end", "TOKEN": "s=e=cret",
  "INTERVAL": "soon", "UPPER": "Geo", "QUOTED": "5\" disk",
]

@Suite("Configurations for ContainerPilot")
struct ContainerPilotConfigurationTests {
  private func configuration(_ name: String) throws -> ContainerPilotConfiguration {
    try ContainerPilotConfiguration(contentsOf: .file("\(folder)/accepted/\(name)"), environment: environment)
  }

  private func problems(_ name: String) -> [String] {
    let path = "\(folder)/refused/\(name)"
    let problems = ContainerPilotConfiguration.problems(contentsOf: .file(path), environment: environment)
    let error = #expect(throws: ConfigurationError.self) {
      try ContainerPilotConfiguration(contentsOf: .file(path), environment: environment)
    }
    #expect(error == problems.first && problems.allSatisfy { $0.description.hasPrefix("\(path):") })
    return problems.map { String($0.description.dropFirst(path.utf8.count + 1)) }
  }

  @Test("version 2")
  func version2() throws {
    let configuration = try configuration("version2.json")
    #expect(configuration.consul == ConsulSetting(address: "consul.internal:8500"))
    #expect(
      configuration.backends == [
        .init(name: "freqpoll", period: .seconds(3)), .init(name: "Frequency_API", period: .seconds(15)),
        .init(name: "redis", tag: "primary", period: .seconds(60)),
      ])
  }

  @Test("version 3")
  func version3() throws {
    let configuration = try configuration("version3.json5")
    var consul = ConsulSetting(address: "localhost:8501", scheme: .https)
    consul.token = "s=e=cret"
    consul.tls.certificateAuthorityFile = "/etc/consul/ca.pem"
    consul.tls.clientCertificate = "/etc/consul/client.pem"
    consul.tls.clientKey = "/etc/consul/client.key"
    consul.tls.serverName = "server.dc1.consul"
    consul.tls.verify = false
    #expect(configuration.consul == consul)
    #expect(
      configuration.backends == [
        .init(name: "front", period: .seconds(2)), .init(name: "back-end", period: .seconds(2)),
        .init(name: "geo", tag: "v2", datacenter: "eu-west", period: .seconds(30)),
        .init(name: "geo", tag: "v2", datacenter: "us-east", period: .seconds(30)),
      ])
  }

  @Test("problems are named by their places in the file as written, not as rendered")
  func places() {
    let name = "a name of a small letter and at least one letter, digit or '-' behind it"
    #expect(
      problems("templated-name.json5") == [
        "8:17: watches[2].interval: expected whole seconds, 1 or more, found \"soon\"",
        "9:13: watches[3].name: expected \(name), found \"Geo\"",
      ])
    #expect(problems("value-with-quote.json") == ["3:12: expected ',' or '}' behind a member of an object, found 'd'"])
    #expect(problems("unbalanced-template.json") == ["4:5: 'if' without 'end'"])
  }

  @Test("all problems of the values are named, in their order")
  func several() {
    #expect(
      problems("many-problems.json") == [
        "2:25: consul.address: expected host:port, http://host:port, https://host:port or unix://PATH, found \"ftp://consul\"",
        "2:50: consul.token: expected a string, found a number",
        "2:71: consul.tls.verify: expected true or false, found a string",
        "2:85: consul.tls.cafile: expected a string, found an array",
        "4:5: backends[0].name: expected a name of 1 to 255 octets, found nothing",
        "5:14: backends[1].name: expected a name of 1 to 255 octets, found \"\"",
        "5:26: backends[1].poll: expected whole seconds, 1 or more, found 0",
        "6:27: backends[2].poll: expected whole seconds, 1 or more, found \"3s\"",
        "7:5: backends[3].poll: expected whole seconds, 1 or more, found nothing",
        "8:5: backends[4]: expected an object, found a number",
        "9:27: backends[5].poll: expected whole seconds, 1 or more, found 2.5",
        "9:39: backends[5].tag: expected a string, found an array",
        "11:5: backends[7]: expected another name, tag or datacenter than backends[6] has",
      ])
  }

  @Test("of a large file full of problems the first hundred are told of, and soon", .timeLimit(.minutes(10)))
  func manyProblems() {
    let text = "{consul: 'x:1', watches: [\n" + String(repeating: "{name: '1'},\n", count: 50_000) + "]}"
    let problems = ContainerPilotConfiguration.problems(contentsOf: .text(text, name: "x"), environment: [:])
    #expect(problems.count == 100 && problems.first?.line == 2 && problems.last?.line == 51)
  }

  @Test("a file that is missing, too large or a folder is named")
  func files() throws {
    func message(_ path: String) -> String? {
      ContainerPilotConfiguration.problems(contentsOf: .file(path), environment: [:]).first?.description
    }
    #expect(message("/nowhere/c.json") == "/nowhere/c.json: No such file or directory")
    #expect(message(folder) == "\(folder): Is a directory")
    let path = NSTemporaryDirectory() + "doyen-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(repeating: 0x20, count: ConfigurationLocation.maximumLength + 1).write(to: URL(fileURLWithPath: path))
    #expect(message(path) == "\(path): larger than 1048576 octets")
  }
}
