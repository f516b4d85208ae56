import Discovery
import HostSystem

/// Looks up host names as a test says; one of which it has not spoken yet has to wait.
final class FakeResolver: Sendable {
  private enum Word { case answer(HostAnswer), failure }
  private let words = Guarded<[String: Word]>([:])

  /// Lets a host name have addresses from now on: of IPv4 those given, of IPv6 none.
  func answer(_ host: String, _ addresses: [String], seconds: Int) {
    let addresses = addresses.compactMap { try? Address($0) }
    words.withLock { $0[host] = .answer(HostAnswer(addresses: addresses, lifetime: .seconds(seconds))) }
  }

  /// Lets look-ups of a host name fail from now on.
  func fail(_ host: String) { words.withLock { $0[host] = .failure } }

  func resolve(_ lookup: HostLookup) async -> HostAnswer? {
    while !Task.isCancelled {
      switch words.withLock({ $0[lookup.host] }) {
      case .answer(let answer):
        return lookup.family == .ipv4 ? answer : HostAnswer(addresses: [], lifetime: answer.lifetime)
      case .failure: return nil
      case nil: try? await Task.sleep(for: .milliseconds(1))
      }
    }
    return nil
  }
}
