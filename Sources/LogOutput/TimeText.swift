internal import Glibc

/// Times as RFC 3339 writes them.
package enum TimeText {
  /// Now: nanoseconds since 1970, which may jump.
  package static var now: Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// A time in UTC with milliseconds, such as `2026-07-01T12:00:00.123Z`.
  package static func text(_ nanoseconds: Int64) -> String {
    let (days, time) = nanoseconds.dividedDown(by: 86_400_000_000_000)
    let (year, month, day) = date(days)
    let milliseconds = time / 1_000_000
    let clock = [milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1000 % 60].map { digits($0) }
    return "\(digits(year, 4))-\(digits(month))-\(digits(day))T\(clock.joined(separator: ":"))."
      + "\(digits(milliseconds % 1000, 3))Z"
  }

  /// The date so many days after the first of January 1970 in the Gregorian calendar: counted in years that begin in March, so that
  /// the leap day is the last, and in their cycles of 400.
  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (cycle, dayOfCycle) = (days + 719_468).dividedDown(by: 146_097)
    let year = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    return (cycle * 400 + year + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, day)
  }

  private static func digits(_ number: Int64, _ count: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(count - text.count, 0)) + text
  }
}

extension Int64 {
  /// Quotient and remainder, which is not negative.
  fileprivate func dividedDown(by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
