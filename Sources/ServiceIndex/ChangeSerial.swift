internal import Synchronization

/// A serial number that tells whether anything has changed: it rises at the first full second behind a change, so by one step a
/// second at most, and as it is made of time, it is higher after a restart, too.
final class ChangeSerial: Sendable {
  private let seconds: @Sendable () -> UInt32
  /// The last second with a change in the lower half, the one before in the upper half.
  private let changes: Atomic<UInt64>
  /// The same, of a change whose second was seen to be over: until the next one nobody has to look at the clock.
  private let settled = Atomic<UInt64>(0)

  /// A serial by a clock that never runs backwards; the start counts as a change.
  init(seconds: @escaping @Sendable () -> UInt32) {
    self.seconds = seconds
    let now = seconds()
    changes = Atomic(Self.word(now &- 1, now))
  }

  /// Notes a change. One thread at a time.
  func noteChange() {
    let last = UInt32(truncatingIfNeeded: changes.load(ordering: .relaxed))
    let now = seconds()
    if now > last { changes.store(Self.word(last, now), ordering: .relaxed) }
  }

  /// The serial now. A change within this second shows with the next one: a reader that asks twice must not miss what came
  /// between.
  var value: UInt32 {
    let changes = changes.load(ordering: .relaxed)
    let (previous, last) = (UInt32(truncatingIfNeeded: changes >> 32), UInt32(truncatingIfNeeded: changes))
    guard settled.load(ordering: .relaxed) != changes else { return last &+ 1 }
    guard seconds() > last else { return previous &+ 1 }
    settled.store(changes, ordering: .relaxed)
    return last &+ 1
  }

  /// Seconds since the last change.
  var secondsSinceChange: Int {
    let last = UInt32(truncatingIfNeeded: changes.load(ordering: .relaxed))
    return max(0, Int(seconds()) - Int(last))
  }

  private static func word(_ previous: UInt32, _ last: UInt32) -> UInt64 { UInt64(previous) << 32 | UInt64(last) }
}
