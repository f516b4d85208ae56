import Glibc
import TestSupport
import Testing

@Suite("doyen doctor, asking the server that --server names", .timeLimit(.minutes(5)))
struct DoctorServerTests {
  @Test("a question whose first datagram is lost is asked again")
  func lostDatagram() async throws {
    let folder = try TemporaryFolder()
    let services = try folder.write("[{\"service\": \"api\", \"address\": \"10.0.3.1:80\"}]", to: "services.json")
    let serving = try await Serving(["--zones", exampleZones, "--services", services])
    let forwarder = try await ForgetfulForwarder(to: try #require(Int(serving.port)))
    _ = try folder.write("", to: "nsswitch.conf")
    let text = try await report([
      "doctor", "service.local", "--server", "127.0.0.1:\(forwarder.port)", "--root", folder.path,
    ])
    #expect(text.contains("Doyen answers at 127.0.0.1:\(forwarder.port)"), "\(text)")
    serving.program.signal(SIGTERM)
    _ = await serving.program.end()
    try await forwarder.stop()
  }

  /// What doctor says. Where the machine stood still for as long as doctor waits for an answer it is asked again, but not for ever.
  private func report(_ arguments: [String]) async throws -> String {
    var text = ""
    for _ in 0..<5 {
      let stopwatch = Stopwatch()
      text = try await Program.run(Program.doyen, arguments).text
      if stopwatch.standstill < .seconds(1) { break }
    }
    return text
  }

  @Test(
    "what is wrong with the arguments is named",
    arguments: [
      (["--server", "localhost:53"], "--server localhost:53: expected an IP address"),
      (["a..b"], "'a..b': expected a zone's name"), (["--zones", "/nonexistent"], "/nonexistent"),
    ])
  func mistakes(arguments: [String], expected: String) async throws {
    let (status, text) = try await Program.run(Program.doyen, ["doctor"] + arguments)
    #expect(status != 0 && text.contains(expected), "\(text)")
  }
}
