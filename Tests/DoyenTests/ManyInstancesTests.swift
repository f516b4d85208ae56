import Foundation
import TestSupport
import Testing

@Suite("Many instances from one file", .serialized, .timeLimit(.minutes(5)))
struct ManyInstancesTests {
  private let folder: TemporaryFolder
  private static let services = 20_000
  /// Octets of memory that an instance may cost at most, the load included: a third more than measured. A String or a Dictionary for each
  /// would cost more.
  private static let octetsPerInstance = 400

  init() throws { folder = try TemporaryFolder() }

  private func file(_ services: Int, port: Int = 8000) throws -> String {
    var text = ""
    for number in 0..<(services * 5) {
      let address = "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255):\(port + number % 5)"
      text += number == 0 ? "[" : ",\n"
      text += #"{"service": "s\#(number / 5)", "address": "\#(address)", "attributes": {"host": "node-\#(number)"}}"#
    }
    return try folder.write(text + "]\n", to: "services-\(services).json")
  }

  /// The most memory that a server has had, in octets.
  private func peak(_ serving: Serving) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(serving.program.processIdentifier)/status", encoding: .utf8)
    guard let peak = status.firstMatch(of: #/VmHWM:\s+(\d+) kB/#) else { throw ProgramError("no VmHWM in \(status)") }
    return (Int(peak.1) ?? 0) * 1024
  }

  private func serve(_ file: String, _ more: String...) async throws -> Serving {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--zones", exampleZones, "--no-agent", "--services", file]
    let program = try Program(Program.doyen, arguments + more)
    // Without optimization, beside other tests, it takes a while.
    _ = try await program.waits(for: "ready", within: .seconds(60))
    return try await Serving(program)
  }

  @Test("an instance costs little memory, also when the file is read again; ready means that all can be asked for")
  func memory() async throws {
    let small = try await serve(try file(10))
    let path = try file(Self.services)
    let large = try await serve(path)
    #expect(try await large.dig("s\(Self.services - 1).service.local", "+short", "SRV").count == 5)
    let instances = Self.services * 5
    let first = (try peak(large) - (try peak(small))) / instances
    #expect(first < Self.octetsPerInstance)
    _ = try file(Self.services, port: 9000)
    let name = "s\(Self.services - 1).service.local"
    let expected = (0..<5).map { "\($0) 0 \(9000 + $0) 10-1-134-\(155 + $0).\(name)." }
    #expect(try await large.dig([name, "SRV"], until: expected, within: .seconds(60)).last == expected)
    let again = (try peak(large) - (try peak(small))) / instances
    #expect(again < Self.octetsPerInstance * 5 / 4)
    for serving in [small, large] {
      serving.program.signal(SIGTERM)
      #expect(await serving.program.end().status == 0)
    }
  }

  @Test(
    "a file with more instances than the limit is refused at the start, with the row; later, what it said before stays")
  func limit() async throws {
    let (status, text) = try await Program.run(
      Program.doyen,
      [
        "serve", "--listen", "127.0.0.1:0", "--zones", exampleZones, "--services", try file(20), "--max-instances",
        "99",
      ])
    #expect(status != 0 && text.contains(":100: more than 99 instances, which is the limit"))
    let path = try file(20)
    let serving = try await serve(path, "--max-instances", "100")
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: try file(21), toPath: path)
    #expect(try await serving.program.waits(for: "\(path):101: more than 100 instances"))
    #expect(try await serving.dig("s19.service.local", "+short").count == 5)
    #expect(try await serving.dig("s20.service.local").joined().contains("NXDOMAIN"))
    serving.program.signal(SIGTERM)
    #expect(await serving.program.end().status == 0)
  }
}
