import Foundation
import TestSupport
import Testing

@Suite("doyen serve: instances with host names", .timeLimit(.minutes(5)))
struct HostNameTests {
  private let folder: TemporaryFolder
  private let services: String

  init() throws {
    folder = try TemporaryFolder()
    services = try folder.write("[{\"service\": \"db\", \"address\": \"db.example:5432\"}]", to: "services.json")
  }

  /// Writes the zone of the host name, which may be kept for a second.
  private func writeZone(_ addresses: [String]) throws -> String {
    let records = addresses.map { "db A \($0)\n" }.joined()
    return try folder.write(
      "$ORIGIN example.\n$TTL 1\n@ SOA ns hm 1 2 3 4 1\n@ NS ns\nns A 127.0.0.1\n\(records)", to: "example.zone")
  }

  @Test("their addresses are asked of an upstream resolver, before the first answer and whenever their time is over")
  func forwarding() async throws {
    let none = try folder.write("[]", to: "none.json")
    let upstream = try await Serving(["--zones", try writeZone(["192.0.2.7", "192.0.2.8"]), "--services", none])
    let serving = try await Serving(
      ["--zones", exampleZones, "--services", services, "--forward", "127.0.0.1:\(upstream.port)"])
    #expect(try await serving.dig("db.service.local", "A", "+short").sorted() == ["192.0.2.7", "192.0.2.8"])
    #expect(try await serving.dig("leader.db.service.local", "A", "+short").count == 2)
    #expect(try await serving.dig("db.service.local", "AAAA", "+short") == [])
    #expect(try await serving.dig("db.service.local", "SRV", "+short") == ["0 0 5432 db.example."])
    _ = try writeZone(["192.0.2.9"])
    upstream.program.signal(SIGHUP)
    let answer = try await serving.dig(
      ["db.service.local", "A", "+short"], until: ["192.0.2.9"], within: .seconds(30))
    #expect(answer.last == ["192.0.2.9"])
  }

  @Test("without an upstream resolver there is a reason instead of addresses, and the SRV record all the same")
  func alone() async throws {
    let serving = try await Serving(["--zones", exampleZones, "--services", services])
    let lines = try await serving.dig("db.service.local", "A")
    #expect(lines.contains { $0.contains("instances have host names, see SRV") })
    #expect(try await serving.dig("db.service.local", "SRV", "+short") == ["0 0 5432 db.example."])
  }
}
