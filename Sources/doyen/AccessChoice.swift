internal import ArgumentParser
internal import DNSServer
internal import DNSWire

/// Who may ask, out of flags and environment.
struct AccessChoice {
  /// Networks that may ask besides the host itself; absent where everybody may.
  let networks: [Network]?
  private let isSet: Bool

  /// - Throws: `ValidationError` with the setting and what was expected.
  init(_ settings: [Setting]) throws {
    isSet = !settings.isEmpty
    let named = try settings.filter { $0.text != "any" }.map { try $0.network() }
    networks = named.count < settings.count ? nil : named
  }

  /// What is to be said of addresses that others than the host itself could ask, though they may not; absent where there is none.
  func warning(listen: [ListenAddress]) -> String? {
    let reachable = listen.filter { !$0.isLoopback }.map(\.address.hostAndPort)
    guard !isSet, !reachable.isEmpty else { return nil }
    return
      "on \(reachable.joined(separator: ", ")) only this host itself may ask; who else may is said by --allow NETWORK"
  }
}

extension Setting {
  fileprivate func network() throws -> Network {
    do throws(NetworkTextError) {
      return try Network(parsing: text)
    } catch {
      throw ValidationError("\(self): \(error)")
    }
  }
}
