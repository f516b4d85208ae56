package import NIOSSL

/// What a relay asks, and what it keeps.
package struct RelaySettings: Sendable {
  /// Which upstreams are asked for which names.
  package var rules: ForwardRules
  /// Octets of memory for answers; 0 keeps none.
  package var cacheOctets: Int
  /// Whether the upstreams' AD is believed and passed on.
  package var trustsAD: Bool
  /// Whom to trust in the certificates of upstreams; the system's authorities where nothing else is set.
  package var tls: TLSConfiguration

  package init(
    rules: ForwardRules, cacheOctets: Int, trustsAD: Bool = false, tls: TLSConfiguration = .makeClientConfiguration()
  ) {
    (self.rules, self.cacheOctets, self.trustsAD, self.tls) = (rules, cacheOctets, trustsAD, tls)
  }
}
