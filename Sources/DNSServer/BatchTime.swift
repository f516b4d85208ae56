internal import HostSystem

/// The time, read once for all messages of a batch, and only where one needs it.
struct BatchTime {
  private var time: UInt64?

  /// Nanoseconds of ``CoarseClock``.
  var now: UInt64 {
    mutating get {
      let now = time ?? CoarseClock.now
      time = now
      return now
    }
  }
}
