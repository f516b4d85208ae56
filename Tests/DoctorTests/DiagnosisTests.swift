import DNSWire
import Foundation
import Testing

@testable import Doctor

/// The hosts of `Fixtures/hosts`: each folder stands for a host's `/`. `servers` says who answers, `zones` which zones there are
/// (service.local without it), `expected` what the doctor says.
private let hosts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/hosts")

private func hostNames() -> [String] {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: hosts.path)) ?? []
  return names.filter { !$0.hasPrefix(".") }.sorted()
}

@Suite("Diagnosis of hosts")
struct DiagnosisTests {
  private static let doyen = NameServer("127.0.0.1", port: 5300)

  private func text(_ host: String, _ file: String) -> String? {
    try? String(contentsOf: hosts.appendingPathComponent("\(host)/\(file)"), encoding: .utf8)
  }

  private func findings(_ host: String) throws -> [Finding] {
    let facts = HostFacts(HostFiles(root: hosts.appendingPathComponent(host).path))
    let zones = try (text(host, "zones") ?? "service.local").split(whereSeparator: \.isWhitespace).map {
      try Name(String($0))
    }
    let fake = FakeServers(try #require(text(host, "servers")))
    let servers = zones.flatMap { zone in
      (facts.askedServers + [Self.doyen]).map { ServerFacts($0, zone, asking: fake.ask) }
    }
    return Diagnosis(facts, zones: zones, servers: servers, doyen: Self.doyen).findings
  }

  @Test("of a hosts file with very many names the first twenty are told of")
  func manyNames() throws {
    var facts = HostFacts()
    facts.hosts = HostsFile(parsing: "10.0.0.1 " + String(repeating: "a.service.local ", count: 20_000))
    let diagnosis = Diagnosis(facts, zones: [try Name("service.local")], servers: [], doyen: Self.doyen)
    #expect(diagnosis.findings.count { $0.text.contains("fixed address") } == 20)
  }

  @Test("the fixtures are there")
  func fixtures() { #expect(hostNames().count >= 33) }

  @Test("says what is well, what is wrong, and what to write where", arguments: hostNames())
  func host(name: String) throws {
    let said = try findings(name).map(\.lines).joined()
    let expected = text(name, "expected")
    #expect(said == expected, "\(name) says:\n\(said)")
  }
}
