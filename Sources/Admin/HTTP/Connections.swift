internal import CoreMetrics
internal import HostSystem
internal import NIOCore

/// The open connections, the one idle longest first.
final class Connections: Sendable {
  private struct Entry: Sendable {
    let channel: any Channel
    /// Whether it follows events, of which there is a bound of its own.
    var isKept = false
  }

  private let open = Guarded<[Entry]>([])
  private let responseTime: TimeAmount
  private let slow: Counter

  /// As many are open at once; the next one closes the one that is idle longest, so that who asks for health gets through
  /// whatever others do. A connection takes some kilobytes.
  static let maximumCount = 128

  /// No connections yet.
  ///
  /// - Parameters:
  ///   - responseTime: for so long a client may take an answer.
  ///   - slow: counts those that are closed because they took longer.
  init(responseTime: TimeAmount, slow: Counter) { (self.responseTime, self.slow) = (responseTime, slow) }

  var count: Int { open.withLock { $0.count } }

  /// Notes a new connection.
  func add(_ channel: any Channel) {
    let victim = open.withLock { open -> (any Channel)? in
      open.append(Entry(channel: channel))
      guard open.count > Self.maximumCount, let index = open.firstIndex(where: { !$0.isKept }) else { return nil }
      return open.remove(at: index).channel
    }
    victim?.close(promise: nil)
  }

  /// Notes that a connection has asked something, or that it is kept from now on.
  func touch(_ channel: any Channel, isKept: Bool = false) {
    open.withLock { open in
      guard let index = open.firstIndex(where: { $0.channel === channel }) else { return }
      open.remove(at: index)
      open.append(Entry(channel: channel, isKept: isKept))
    }
  }

  /// Closes a connection, unless it is kept, or this is cancelled in time.
  func limitTime(of channel: any Channel) -> Scheduled<Void>? {
    guard open.withLock({ $0.first { $0.channel === channel }?.isKept != true }) else { return nil }
    return channel.eventLoop.scheduleTask(in: responseTime) { [self] in
      slow.increment()
      channel.close(promise: nil)
    }
  }

  func remove(_ channel: any Channel) { open.withLock { $0.removeAll { $0.channel === channel } } }

  /// Closes all of them.
  func closeAll() {
    for entry in open.withLock({ $0 }) { entry.channel.close(promise: nil) }
  }
}
