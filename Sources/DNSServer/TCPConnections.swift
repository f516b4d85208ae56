internal import NIOCore

/// The open connections of an event loop, the one idle longest known.
final class TCPConnections {
  private let counters: ServingCounters
  private var lastActive: [ObjectIdentifier: (channel: any Channel, time: NIODeadline)] = [:]

  /// As many connections are open at once; the next one closes the one that is idle longest.
  static let maximumCount = 200

  init(_ counters: ServingCounters) { self.counters = counters }

  /// Notes a new connection.
  func add(_ channel: any Channel) {
    lastActive[ObjectIdentifier(channel)] = (channel, .now())
    counters.add(.opened)
    counters.add(.open)
    guard lastActive.count > Self.maximumCount else { return }
    counters.add(.closedForOthers)
    lastActive.min { $0.value.time < $1.value.time }?.value.channel.close(promise: nil)
  }

  /// Notes that a connection has asked something.
  func touch(_ channel: any Channel) { lastActive[ObjectIdentifier(channel)]?.time = .now() }

  func remove(_ channel: any Channel) {
    if lastActive.removeValue(forKey: ObjectIdentifier(channel)) != nil { counters.add(.open, -1) }
  }
}
