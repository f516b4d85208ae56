/// What a host name stands for, as far as it has been looked up.
public struct ResolvedHost: Sendable, Equatable {
  /// The IPv4 addresses, each once.
  public let ipv4: [Address]
  /// The IPv6 addresses, each once.
  public let ipv6: [Address]
  /// Whether the first look-up has not ended yet.
  public let isAwaited: Bool
  /// Whether these are the addresses of an earlier look-up, since the last one has failed.
  public let isStale: Bool
  /// Whether the last look-up has failed, so that there are addresses of which nobody knows.
  public let hasFailed: Bool

  /// How long who is told the addresses may keep them, in whole seconds; absent where that is known of none.
  public let lifetime: Duration?

  /// As many addresses of a family are kept: a name that has more is one that spreads load, for which these will do.
  public static let maximumAddresses = 16

  /// What has been looked up; of each family no more than ``maximumAddresses``.
  public init(
    _ addresses: [Address], isAwaited: Bool = false, isStale: Bool = false, hasFailed: Bool = false,
    lifetime: Duration? = nil
  ) {
    ipv4 = Array(addresses.filter { $0.family == .ipv4 }.prefix(Self.maximumAddresses))
    ipv6 = Array(addresses.filter { $0.family == .ipv6 }.prefix(Self.maximumAddresses))
    (self.isAwaited, self.isStale, self.hasFailed, self.lifetime) = (isAwaited, isStale, hasFailed, lifetime)
  }
}
