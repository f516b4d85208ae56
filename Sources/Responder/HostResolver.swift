package import DNSWire
package import Discovery

/// Finds the addresses that host names stand for: of those in our own zones there, of others by asking.
package struct HostResolver: Sendable {
  /// Asks somebody else; nothing where the question has been cancelled.
  package typealias Ask = @Sendable (RelayQuestion) async -> RelayedAnswer?

  private let own: OwnNames
  private let ask: Ask

  /// As many answers are asked for one name, each of which leads on to another by an alias.
  private static let maximumSteps = 8

  /// A resolver that asks `ask` for what is in none of `zones`.
  package init(zones: PublishedZones, ask: @escaping Ask) { (own, self.ask) = (OwnNames(zones), ask) }

  /// The addresses of one family that a host name stands for; absent where nobody could say.
  package func resolve(_ lookup: HostLookup) async -> HostAnswer? {
    guard var name = try? Name(lookup.host) else { return nil }
    var ttl = UInt32.max
    for _ in 0..<Self.maximumSteps {
      let question = RelayQuestion(name: name, type: lookup.family == .ipv4 ? .a : .aaaa)
      guard let answer = await answer(to: question) else { return nil }
      ttl = min(ttl, answer.ttl)
      guard let alias = answer.alias else {
        return HostAnswer(
          addresses: answer.addresses.compactMap { Address(octets: $0, lookup.family) }, lifetime: .seconds(ttl))
      }
      name = alias
    }
    return nil
  }

  private func answer(to question: RelayQuestion) async -> AddressAnswer? {
    switch await own.find(question) {
    case .answer(let answer): return answer
    case .failure: return nil
    case .elsewhere: return await ask(question).flatMap { AddressAnswer($0, to: question) }
    }
  }
}

extension Address {
  /// The address of a record's RDATA; absent where that has another length.
  fileprivate init?(octets: [UInt8], _ family: AddressFamily) {
    guard octets.count == family.addressLength else { return nil }
    let halves = [octets.prefix(8), octets.dropFirst(8)].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    self = family == .ipv4 ? .ipv4(UInt32(halves[0])) : .ipv6(high: halves[0], low: halves[1])
  }
}
