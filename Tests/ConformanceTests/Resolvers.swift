import Foundation
import TestSupport

/// A resolver that asks a server for its zones.
enum Resolver: String, CaseIterable, Sendable { case unbound, dnsmasq }

extension Server {
  /// A resolver in front of a server that has these zones.
  static func resolver(_ kind: Resolver, inFrontOf server: Server, zones: [String]) async throws -> Server {
    let folder = try TemporaryFolder()
    let address = ownAddress()
    let port = try freePort(on: address)
    let program =
      switch kind {
      case .unbound: try unbound(address, port, folder, server, zones)
      case .dnsmasq: try dnsmasq(address, port, server, zones)
      }
    let resolver = Server(program: program, address: address, port: port, origin: server.origin, folder: folder)
    try await resolver.waitUntilAnswering()
    return resolver
  }

  /// A stub zone each; private addresses, and zones that it would answer itself, are what they are.
  private static func unbound(
    _ address: String, _ port: Int, _ folder: TemporaryFolder, _ server: Server, _ zones: [String]
  ) throws -> Program {
    let zones = zones.map { zone in
      """
      server:
        local-zone: "\(zone)" nodefault
      stub-zone:
        name: "\(zone)"
        stub-addr: \(server.address)@\(server.port)

      """
    }
    let configuration = """
      server:
        interface: \(address)
        port: \(port)
        do-ip6: no
        do-daemonize: no
        do-not-query-localhost: no
        access-control: 127.0.0.0/8 allow
        module-config: "iterator"
        num-threads: 1
        chroot: ""
        username: ""
        directory: "\(folder.path)"
        pidfile: ""
        use-syslog: no
      remote-control:
        control-enable: no

      """
    let path = try folder.write(configuration + zones.joined(), to: "unbound.conf")
    return try Program("/usr/sbin/unbound", ["-d", "-c", path])
  }

  private static func dnsmasq(_ address: String, _ port: Int, _ server: Server, _ zones: [String]) throws -> Program {
    let zones = zones.map { "--server=/\($0.dropLast())/\(server.address)#\(server.port)" }
    return try Program(
      "/usr/sbin/dnsmasq",
      [
        "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces",
        "--listen-address=\(address)", "--port=\(port)", "--pid-file=", "--user=root", "--log-facility=-",
      ] + zones)
  }
}
