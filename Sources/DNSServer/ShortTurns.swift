internal import CDatagram
internal import NIOCore

/// Event loops have little to do beside workers that keep a processor busy, and what they do is waited for: a registration is in no
/// answer before. With short turns the scheduler runs them as soon as they are woken, and workers again soon after.
enum ShortTurns {
  /// The shortest that Linux gives. By default a turn is of one to three milliseconds, for whose end others wait.
  static let length = Duration.microseconds(100)

  /// Asks for short turns of all event loops of a group. Where the system knows none, or does not give them, all stays as it was.
  static func ask(for group: any EventLoopGroup) {
    for eventLoop in group.makeIterator() { eventLoop.execute { thread_set_turn(UInt64(length / .nanoseconds(1))) } }
  }
}
