internal import NIOCore

/// How long an agent has patience with its clients. What is usual is promised; tests that are about something else have more, so that
/// they hold on a machine that stands still at times.
struct AgentTimes: Sendable {
  /// An instance lives this long after its last heartbeat.
  let lifetime: Duration
  /// From connecting to the first line; heartbeats come every five seconds after that.
  let firstLine: TimeAmount

  /// What is usual.
  static let usual = AgentTimes(lifetime: Registry.usualLifetime, firstLine: .seconds(10))
}
