import Foundation
import TestSupport

/// A host of the test's own: a network and a mount namespace in which its resolv.conf names Doyen alone, on port 53.
final class Host: Sendable {
  private let keeper: Program
  private let doyen: Program
  private let upstream: Program
  let folder: TemporaryFolder

  /// The address of the host's network interface, at which its own programs can be reached.
  static let address = "192.0.2.1"
  /// Where the resolver is that other names go to.
  private static let upstreamAddress = "127.0.0.53"

  /// Starts the host, with a server for names outside of its zones, whose zone this is.
  init(services: String, upstreamZone: String) async throws {
    folder = try TemporaryFolder()
    keeper = try Program("/usr/bin/unshare", ["--net", "--mount", "/bin/sh", "-ec", try Self.setUp(folder)])
    guard try await keeper.waits(for: "set up") else { throw ProgramError("no host: \(keeper.printed)") }
    let nsd = try Self.nsd(upstreamZone, folder)
    upstream = try Program(Self.enter, keeper.arguments(of: ["/usr/sbin/nsd", "-d", "-c", nsd]))
    let services = try folder.write(services, to: "services.json")
    doyen = try Program(
      Self.enter,
      keeper.arguments(of: [
        Program.doyen, "serve", "--listen", "127.0.0.1:53", "--listen", "\(Self.address):53", "--zones", exampleZones,
        "--services", services, "--forward", Self.upstreamAddress,
      ]))
    guard try await doyen.waits(for: "ready") else { throw ProgramError("not ready: \(doyen.printed)") }
    try await waitForUpstream()
  }

  private static let enter = "/usr/bin/nsenter"

  /// Makes the host's network and files, and keeps it until the end.
  private static func setUp(_ folder: TemporaryFolder) throws -> String {
    let resolv = "nameserver 127.0.0.1\nsearch service.internal\noptions timeout:30 attempts:1\n"
    return """
      ip link set lo up
      ip address add \(address)/32 dev lo
      mount --bind \(try folder.write(resolv, to: "resolv.conf")) /etc/resolv.conf
      mount --bind \(try folder.write("hosts: dns\n", to: "nsswitch.conf")) /etc/nsswitch.conf
      mount --bind \(try folder.write("", to: "hosts")) /etc/hosts
      echo set up
      exec sleep 600
      """
  }

  private static func nsd(_ zone: String, _ folder: TemporaryFolder) throws -> String {
    _ = try folder.write(zone, to: "upstream.zone")
    let configuration = nsdConfiguration(upstreamAddress, folder: folder, zones: [("example", "upstream.zone")])
    return try folder.write(configuration, to: "nsd.conf")
  }

  /// Waits until the server for other names answers, which does not say when it does.
  private func waitForUpstream() async throws {
    let stopwatch = Stopwatch()
    while stopwatch.elapsed < .seconds(120) {
      let answer = try await run(["/usr/bin/dig", "@\(Self.upstreamAddress)", "example", "SOA", "+short", "+time=1"])
      if answer.text.contains(".example.") { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw ProgramError("no upstream: \(upstream.printed)")
  }

  /// Runs a program of the host to its end.
  func run(_ command: [String]) async throws -> (status: CInt, text: String) {
    try await Program.run(Self.enter, keeper.arguments(of: command))
  }

  /// Starts a program of the host.
  func start(_ command: [String]) throws -> Program { try Program(Self.enter, keeper.arguments(of: command)) }
}

extension Program {
  /// The arguments by which nsenter runs a command beside this program.
  fileprivate func arguments(of command: [String]) -> [String] {
    ["--target", "\(processIdentifier)", "--net", "--mount", "--"] + command
  }
}
