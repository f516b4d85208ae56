import Foundation
import TestSupport

/// A network beside that of this process, which has to be one of its own, and a cable between the two.
struct Network: Sendable {
  private let holder: Program

  /// The address at the other end.
  static let address = "10.99.0.2"
  private static let ownAddress = "10.99.0.1"

  /// Makes the other network and the cable; takes root.
  init() async throws {
    holder = try Program("/usr/bin/unshare", ["--net", "sleep", "infinity"])
    // Until it has left this network, the cable's other end would stay here.
    while Self.number(of: "\(holder.processIdentifier)") == Self.number(of: "self") {
      try await Task.sleep(for: .milliseconds(5))
    }
    try await run(here, "ip link add cable type veth peer name cable netns \(holder.processIdentifier)")
    try await run(here, "ip addr add \(Self.ownAddress)/24 dev cable")
    try await run(entering, "ip addr add \(Self.address)/24 dev cable")
    for side in [here, entering] {
      try await run(side, "ip link set cable up")
      try await run(side, "nft add table inet outage")
      try await run(side, "nft add chain inet outage input { type filter hook input priority 0 ; }")
    }
    try await run(entering, "ip link set lo up")
  }

  /// What the kernel calls the network of a process; absent where it has ended.
  private static func number(of process: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/ns/net")
  }

  /// The arguments of nsenter to be there.
  var entering: [String] { ["--target", "\(holder.processIdentifier)", "--net"] }

  /// Drops all packets that come in from the cable, at both ends, without a word to who sends them.
  func cut() async throws {
    for side in [here, entering] { try await run(side, "nft add rule inet outage input iifname cable drop") }
  }

  /// Lets packets pass again.
  func mend() async throws {
    for side in [here, entering] { try await run(side, "nft flush chain inet outage input") }
  }

  /// The arguments of nsenter to stay.
  private var here: [String] { [] }

  private func run(_ side: [String], _ command: String) async throws {
    let (status, text) = try await Program.run(
      "/usr/bin/nsenter", side + command.split(separator: " ").map(String.init))
    guard status == 0 else { throw ProgramError("\(command): \(text)") }
  }
}
