internal import NIOCore

/// The open connections of an event loop, the one idle longest known.
final class TCPConnections {
  private var lastActive: [ObjectIdentifier: (channel: any Channel, time: NIODeadline)] = [:]

  /// As many connections are open at once; the next one closes the one that is idle longest.
  static let maximumCount = 200

  /// Notes a new connection.
  func add(_ channel: any Channel) {
    lastActive[ObjectIdentifier(channel)] = (channel, .now())
    guard lastActive.count > Self.maximumCount else { return }
    lastActive.min { $0.value.time < $1.value.time }?.value.channel.close(promise: nil)
  }

  /// Notes that a connection has asked something.
  func touch(_ channel: any Channel) { lastActive[ObjectIdentifier(channel)]?.time = .now() }

  func remove(_ channel: any Channel) { lastActive[ObjectIdentifier(channel)] = nil }
}
