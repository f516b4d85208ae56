internal import DNSServer
internal import DNSWire
internal import HostSystem
internal import NIOCore
internal import ServiceLifecycle

/// What `serve` has from a service manager such as systemd, and says to it.
struct Supervision {
  /// Sockets that are bound already.
  let passed: PassedSockets
  private let manager: ServiceManager

  /// Seconds to wait for the answer to one of our own questions, which comes at once or not at all.
  private static let timeout = 1

  /// Takes over what the environment names.
  ///
  /// - Throws: ``PassedSocketError``.
  init(_ environment: Environment) throws {
    passed = try PassedSockets.taken(environment.variables)
    manager = ServiceManager(variables: environment.variables)
  }

  /// Says that questions are answered, gives signs of life as long as they are, and says at the end that it is.
  ///
  /// - Parameters:
  ///   - line: what `systemctl status` shows.
  ///   - addresses: where to ask whether questions are answered.
  func run(_ line: String, asking addresses: [ListenAddress]) async {
    manager.note(.ready(line))
    if let timeout = manager.watchdogTimeout {
      let watchdog = Watchdog(timeout: timeout) {
        await Self.areAnswering(addresses)
      } sign: { [manager] in
        manager.note(.alive)
      }
      await cancelWhenGracefulShutdown { await watchdog.run() }
    } else {
      try? await gracefulShutdown()
    }
    manager.note(.stopping)
  }

  /// Says that files are being read again, while `body` reads them.
  func reloading(_ body: () async -> Void) async {
    manager.noteReloading()
    await body()
    manager.note(.reloaded)
  }

  /// Whether one of our addresses gives an answer, whatever it says, over UDP: the host may have lost others, for which no new start
  /// would help.
  private static func areAnswering(_ addresses: [ListenAddress]) async -> Bool {
    await withCheckedContinuation { continuation in
      startThread { continuation.resume(returning: addresses.contains(where: isAnswering)) }
    }
  }

  /// A name that is no zone's and never leaves the host.
  private static let name = try? Name("localhost")

  private static func isAnswering(_ address: ListenAddress) -> Bool {
    guard let name, let host = address.localHost, let port = address.address.port else { return false }
    return (try? Lookup.ask(LookupQuestion(name, .a), host: host, port: port, overTCP: false, timeout: timeout)) != nil
  }
}

extension ServeSettings {
  /// Where to listen if nobody says it: where sockets were passed, else for programs of this host that know the port.
  static func defaultListen(_ passed: PassedSockets) -> [String] {
    let places = passed.all.map(\.hostAndPort)
    let distinct = places.indices.filter { !places[..<$0].contains(places[$0]) }.map { places[$0] }
    return distinct.isEmpty ? ["127.0.0.1:5300"] : distinct
  }
}

extension ListenAddress {
  /// Its IP address as this host reaches it.
  fileprivate var localHost: String? {
    guard isWildcard else { return address.ipAddress }
    return address.ipAddress == "::" ? "::1" : "127.0.0.1"
  }
}
