internal import ArgumentParser
internal import Discovery
internal import DNSServer
internal import NIOCore

/// Where health, metrics and the status page are.
struct AdminOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Serve health, metrics and a status page over HTTP, without a password: on loopback only. (default: nowhere)",
      valueName: "addr:port"))
  var admin: String?

  @Flag(
    name: .customLong("admin-anywhere"),
    help:
      "Let --admin be an address that other hosts can reach: they see all services, and nobody is asked who they are.")
  var adminAnywhere = false
}

/// The same, out of flags and environment.
struct AdminChoice {
  let address: ListenAddress

  /// What was chosen; absent where nothing is to be served.
  ///
  /// - Throws: `ValidationError` with the setting and what was expected.
  static func chosen(_ options: AdminOptions, _ environment: Environment) throws -> AdminChoice? {
    let anywhere = environment.switched(options.adminAnywhere, "--admin-anywhere", "DOYEN_ADMIN_ANYWHERE")
    guard let setting = environment.values(options.admin, "--admin", "DOYEN_ADMIN") else {
      if let anywhere { throw ValidationError("\(anywhere.flag) needs --admin") }
      return nil
    }
    let address = try ServeSettings.address(setting)
    guard anywhere != nil || address.address.isLoopback else {
      throw ValidationError(
        "\(setting): expected a loopback address, such as 127.0.0.1:5380: nobody is asked for a password; "
          + "--admin-anywhere allows others")
    }
    return AdminChoice(address: address)
  }
}

extension SocketAddress {
  /// Whether only this host can reach it: 127.0.0.0/8 and ::1.
  var isLoopback: Bool {
    switch ipAddress.flatMap({ try? Address($0) }) {
    case .ipv4(let number): number >> 24 == 127
    case .ipv6(let high, let low): high == 0 && low == 1
    case .host, nil: false
    }
  }
}
