internal import NIOCore

/// The open connections of an event loop, the one idle longest known.
final class TCPConnections {
  private let counters: ServingCounters
  private let inHand: InHand
  private var lastActive: [ObjectIdentifier: (channel: any Channel, time: NIODeadline)] = [:]

  /// As many connections are open at once; the next one closes the one that is idle longest.
  static let maximumCount = 200

  /// How the connections are to end, once they are.
  private(set) var ending: TCPEnding?

  init(_ counters: ServingCounters, _ inHand: InHand) { (self.counters, self.inHand) = (counters, inHand) }

  /// Notes a new connection.
  func add(_ channel: any Channel) {
    lastActive[ObjectIdentifier(channel)] = (channel, .now())
    counters.add(.opened)
    counters.add(.open)
    inHand.begin()
    guard lastActive.count > Self.maximumCount else { return }
    counters.add(.closedForOthers)
    lastActive.min { $0.value.time < $1.value.time }?.value.channel.close(promise: nil)
  }

  /// Notes that a connection has asked something.
  func touch(_ channel: any Channel) { lastActive[ObjectIdentifier(channel)]?.time = .now() }

  func remove(_ channel: any Channel) {
    guard lastActive.removeValue(forKey: ObjectIdentifier(channel)) != nil else { return }
    counters.add(.open, -1)
    inHand.end()
  }

  /// Has all connections end, and those that are still on their way here.
  func end(_ ending: TCPEnding) {
    self.ending = ending
    for (channel, _) in lastActive.values { channel.pipeline.fireUserInboundEventTriggered(ending) }
  }
}
