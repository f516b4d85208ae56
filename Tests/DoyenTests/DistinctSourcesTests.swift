import TestSupport
import Testing

@Suite("Sources that are named twice", .timeLimit(.minutes(5)))
struct DistinctSourcesTests {
  private func refusal(_ arguments: [String], _ variables: [String: String] = [:]) async throws -> String {
    let fixed = ["serve", "--listen", "127.0.0.1:0", "--zones", exampleZones]
    let (status, text) = try await Program.run(Program.doyen, fixed + arguments, variables: variables)
    #expect(status == 64)
    return text
  }

  @Test("are refused, since neither metrics nor saved state could tell them apart")
  func refused() async throws {
    let services = try TemporaryFolder().write("[]", to: "services.json")
    let files = try await refusal(["--services", services, "--services", services])
    #expect(
      files.contains("--services \(services): expected each source once, found the same as --services"), "\(files)")
    let named = try await refusal([], ["DOYEN_SERVICES": "\(services) \(services)"])
    #expect(named.contains("DOYEN_SERVICES=\(services): expected each source once"), "\(named)")
    let discoverds = try await refusal(["--discoverd", "127.0.0.1", "--discoverd", "tcp://127.0.0.1:1111"])
    #expect(
      discoverds.contains(
        "--discoverd tcp://127.0.0.1:1111: expected each source once, found the same as --discoverd 127.0.0.1"),
      "\(discoverds)")
  }
}
