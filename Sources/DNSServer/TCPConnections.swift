internal import DNSWire
internal import NIOCore

/// The open connections of all listen addresses, which share an event loop, the one idle longest known.
final class TCPConnections {
  private let counters: ServingCounters
  private let inHand: InHand
  private var open: [ObjectIdentifier: Entry] = [:]

  private struct Entry {
    let channel: any Channel
    let party: ClientAddress
    var lastActive: NIODeadline
  }

  /// As many connections are open at once, at all addresses together; the next one closes the one that is idle longest. Each may hold
  /// some hundred kilobytes where its client reads slowly.
  static let maximumCount = 400
  /// As many of these one client may have; its next one closes its own that is idle longest, so that nobody takes the places of all.
  /// The host itself is one client, and so is an IPv6 /64.
  static let maximumPerClient = 200

  /// How the connections are to end, once they are.
  private(set) var ending: TCPEnding?

  init(_ counters: ServingCounters, _ inHand: InHand) { (self.counters, self.inHand) = (counters, inHand) }

  /// Notes a new connection.
  func add(_ channel: any Channel, of client: ClientAddress) {
    let party = client.party
    open[ObjectIdentifier(channel)] = Entry(channel: channel, party: party, lastActive: .now())
    counters.add(.opened)
    counters.add(.open)
    inHand.begin()
    if open.values.count(where: { $0.party == party }) > Self.maximumPerClient {
      close(.closedForOwn) { $0.party == party }
    } else if open.count > Self.maximumCount {
      close(.closedForOthers) { _ in true }
    }
  }

  /// Closes the one that is idle longest of some.
  private func close(_ reason: ServingCounters.Count, _ isCandidate: (Entry) -> Bool) {
    counters.add(reason)
    open.values.filter(isCandidate).min { $0.lastActive < $1.lastActive }?.channel.close(promise: nil)
  }

  /// Notes that a connection has asked something.
  func touch(_ channel: any Channel) { open[ObjectIdentifier(channel)]?.lastActive = .now() }

  func remove(_ channel: any Channel) {
    guard open.removeValue(forKey: ObjectIdentifier(channel)) != nil else { return }
    counters.add(.open, -1)
    inHand.end()
  }

  /// Has all connections end, and those that are still on their way here.
  func end(_ ending: TCPEnding) {
    self.ending = ending
    for entry in open.values { entry.channel.pipeline.fireUserInboundEventTriggered(ending) }
  }
}
