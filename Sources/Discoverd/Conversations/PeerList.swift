/// The peers of a cluster, tried in turn: those that were named, and those that the servers name themselves.
struct PeerList: Sendable {
  private let named: [DiscoverdAddress]
  private var learned: [DiscoverdAddress] = []
  private var index = 0

  /// As many peers are learned: a cluster that elects its leader has a handful.
  static let maximumLearned = 16

  init(_ named: [DiscoverdAddress]) { self.named = named }

  private var all: [DiscoverdAddress] { named + learned }

  /// The peer to talk to.
  var current: DiscoverdAddress { all[index % all.count] }

  /// Goes on to the next one.
  mutating func advance() { index += 1 }

  /// Learns the peers that a reply names, in the place of those learned before. Go: `Client.updateServers`.
  mutating func learn(_ head: HTTPReplyHead) {
    guard let text = head.headers["discoverd-peers"], let peers = try? DiscoverdAddress.list(text) else { return }
    let present = current
    learned = Array(peers.filter { !named.contains($0) }.prefix(Self.maximumLearned))
    index = all.firstIndex(of: present) ?? 0
  }
}
