/// Which of discoverd's two protocols a server speaks.
public enum DiscoverdAPI: String, Sendable, CaseIterable {
  /// Whichever it does: found out by talking, and again when a server of the other version takes its place.
  case auto
  /// RPC over a connection that begins with CONNECT, of 2014.
  case v1
  /// HTTP and server-sent events, of flynn/flynn.
  case v2
}

/// The discoverds that keep one state together, and how to talk to them.
public struct DiscoverdCluster: Sendable, Hashable, CustomStringConvertible {
  /// The peers, tried in turn.
  public let peers: [DiscoverdAddress]
  /// How to talk to them.
  public let api: DiscoverdAPI
  /// An answer may take so many times as long as usual. Tests that are about something else have more patience, so that they hold on a
  /// machine that stands still at times.
  package var patience = 1

  /// A cluster of at least one peer.
  public init(_ peers: [DiscoverdAddress], api: DiscoverdAPI = .auto) {
    precondition(!peers.isEmpty, "a cluster without peers")
    (self.peers, self.api) = (peers, api)
  }

  /// The cluster that a text names, addresses separated by commas; one without text, empty or `none` is at 127.0.0.1:1111. Go: the
  /// variable DISCOVERD.
  ///
  /// - Throws: ``DiscoverdAddressError``.
  public init(_ text: String?, api: DiscoverdAPI = .auto) throws(DiscoverdAddressError) {
    let isNamed = text.map { !$0.isEmpty && $0 != "none" } ?? false
    self.init(try DiscoverdAddress.list(isNamed ? text ?? "" : Self.defaultAddress), api: api)
  }

  /// Where a discoverd is by default.
  public static let defaultAddress = "127.0.0.1:\(DiscoverdAddress.defaultPort)"

  /// The peers, separated by commas.
  public var description: String { peers.map(\.description).joined(separator: ",") }
}
