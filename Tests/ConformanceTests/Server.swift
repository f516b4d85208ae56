import DNSWire
import Foundation
import TestSupport

/// A server that the test started, and where it answers.
struct Server {
  let program: Program
  let address: String
  let port: Int
  /// A name that it has an SOA record of.
  let origin: String
  let folder: TemporaryFolder

  /// Doyen with what a case file says.
  static func doyen(_ file: CaseFile) async throws -> Server {
    let folder = try TemporaryFolder()
    var arguments = ["--no-agent"] + file.arguments
    for (index, zone) in file.zones.enumerated() {
      arguments += ["--zones", try folder.write(zone, to: "\(index).zone")]
    }
    let services = "[\((file.services ?? []).joined(separator: ",\n"))]"
    let serving = try await Serving(arguments + ["--services", try folder.write(services, to: "services.json")])
    return Server(
      program: serving.program, address: "127.0.0.1", port: Int(serving.port) ?? 0, origin: file.origins[0],
      folder: folder)
  }

  /// NLnet Labs' server with a case file's zones.
  static func nsd(_ file: CaseFile) async throws -> Server {
    let folder = try TemporaryFolder()
    let address = ownAddress()
    let port = try freePort(on: address)
    for (index, zone) in file.zones.enumerated() { _ = try folder.write(zone, to: "\(index).zone") }
    let configuration = nsdConfiguration(
      "\(address)@\(port)", folder: folder,
      options: ["do-ip6: no", "minimal-responses: yes", "answer-cookie: yes", "rrl-ratelimit: 0"],
      zones: file.zones.indices.map { (file.origins[$0], "\($0).zone") })
    let program = try Program("/usr/sbin/nsd", ["-d", "-c", try folder.write(configuration, to: "nsd.conf")])
    let server = Server(program: program, address: address, port: port, origin: file.origins[0], folder: folder)
    try await server.waitUntilAnswering()
    return server
  }

  /// How long a program may take to answer first, on a machine that is busy.
  private static let startTime = Duration.seconds(240)

  /// Waits until a program answers that does not say when it does; an answer counts, however late it is.
  func waitUntilAnswering() async throws {
    let (stopwatch, socket) = (Stopwatch(), try TestSocket(.udp, port: port, address: address, patience: 1))
    while stopwatch.elapsed < Self.startTime {
      socket.send(try control)
      if await socket.receive() != nil { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw ProgramError("does not answer: \(program.printed)")
  }

  /// The ID of a ``control``.
  static let controlID: UInt16 = 0x0C0C

  /// A question that is answered for certain, for its SOA record.
  var control: [UInt8] {
    get throws { octets(Self.controlID) + [0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + (try Name(origin).wire) + [0, 6, 0, 1] }
  }

  func connect(_ kind: TestSocket.Kind) throws -> TestSocket { try TestSocket(kind, port: port, address: address) }

  /// Ends the program.
  func stop() async {
    program.signal(SIGTERM)
    _ = await program.end()
  }
}
