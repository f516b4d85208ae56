package import NIOCore

/// How long a listener has patience. What is usual is promised; tests that are about something else have more, so that they hold on a
/// machine that stands still at times.
package struct ServingTimes: Sendable {
  /// All that is under way at the end has so long: as long as questions wait for their services at most, which is less than a stub
  /// resolver has patience.
  let drain: TimeAmount
  /// A TCP connection on which nothing is asked this long is closed, and one that stops within a message.
  let idle: TimeAmount

  /// What is usual.
  package static let usual = ServingTimes(drain: .seconds(1), idle: .seconds(10))

  /// Times of one's own.
  package init(drain: TimeAmount, idle: TimeAmount) { (self.drain, self.idle) = (drain, idle) }
}
