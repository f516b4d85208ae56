internal import DNSServer
internal import Doctor
internal import Foundation
internal import NIOCore

/// Why a port can't be had, and what helps.
struct BindExplanation: Error, CustomStringConvertible {
  let description: String

  /// Explains an error with what this host says about the port.
  ///
  /// - Parameters:
  ///   - error: what the system refused.
  ///   - listen: the addresses that were to be bound.
  ///   - files: the host's.
  init(_ error: BindError, listen: [ListenAddress], files: HostFiles = HostFiles()) {
    let address = listen.first { $0.setting == error.setting }?.address
    let port = address?.port ?? 0
    switch error.reason {
    case EACCES: description = "\(error)\(Self.ways(port))"
    case EADDRINUSE:
      let holder = files.holders(ofPort: port).first { $0.keepsOthers(from: address?.ipAddress ?? "") }
      description = "\(error)\(holder.map(Self.owner) ?? "")"
    default: description = "\(error)"
    }
  }

  /// The ways to a port below 1024.
  private static func ways(_ port: Int) -> String {
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    return """
      ; one of these helps:
        setcap cap_net_bind_service=+ep \(program)
        sysctl net.ipv4.ip_unprivileged_port_start=\(port)
        start as root, with --user NAME to be root no longer than it takes
      """
  }

  private static func owner(_ holder: PortHolder) -> String {
    let place = holder.isWildcard ? "all addresses" : holder.address
    return "; \(holder.program ?? "a program of another user") has it, at \(place)"
  }
}

extension PortHolder {
  /// Whether nobody else can have the port at `address` for the same transport. systemd-resolved at 127.0.0.53 keeps nobody
  /// from 127.0.0.1.
  fileprivate func keepsOthers(from address: String) -> Bool {
    isWildcard || self.address == address || ["0.0.0.0", "::"].contains(address)
  }
}
