/// What one network has used of its answers, in one word: a value, time given.
///
/// A token bucket, kept as the time at which it will be full again: a network that has used nothing has a time that is past.
/// From the highest bit: 15 bits of the network's hash, whether the next answer withheld is dropped, 48 bits of that time.
struct ResponseBucket: Equatable {
  let word: UInt64

  /// Whether an answer is given.
  enum Verdict: Equatable, Sendable { case answer, truncate, drop }

  /// As many nanoseconds of answers can be used at once: a second's, so that what a program asks when it starts is answered.
  static let depth: UInt64 = 1_000_000_000

  private static let timeMask: UInt64 = (1 << 48) - 1
  private static let dropsNext: UInt64 = 1 << 48
  private static let tagShift: UInt64 = 49

  /// The bucket of a word.
  init(word: UInt64) { self.word = word }

  /// The full bucket of a network whose hash this is.
  init(hash: UInt64, at now: UInt64) { word = Self.tag(hash) << Self.tagShift | now & Self.timeMask }

  /// Whether it is the bucket of a network with this hash, or with one of which as many bits are the same.
  func isOf(_ hash: UInt64) -> Bool { word >> Self.tagShift == Self.tag(hash) }

  /// The highest bits of a hash, never 0, which stands for no network.
  private static func tag(_ hash: UInt64) -> UInt64 { max(hash >> tagShift, 1) }

  /// Nanoseconds until it is full again. Times are compared as serial numbers, since 48 bits last for three days only: one that is
  /// further ahead than a bucket is deep, twice, is past. Nearer ones are of a worker whose time is later than `now`, by up to as much,
  /// and nothing is left: so a network that comes back just when three days are over waits for a second longer, no more.
  func used(at now: UInt64) -> UInt64 {
    let ahead = (word &- now) & Self.timeMask
    return ahead > 2 * Self.depth ? 0 : min(ahead, Self.depth)
  }

  /// Takes one answer out of it. Of those that it does not hold every second one is truncated, so that whoever is there comes back over
  /// TCP, and the others are dropped, so that whoever is not gets less than was sent in their name.
  ///
  /// - Parameters:
  ///   - price: what an answer costs, in nanoseconds.
  ///   - now: nanoseconds of any clock that does not run backwards; those who share a bucket may have read it up to ``depth`` apart.
  /// - Returns: whether it is given, and the bucket after it.
  func taking(_ price: UInt64, at now: UInt64) -> (verdict: Verdict, rest: ResponseBucket) {
    let used = used(at: now)
    guard used + price > Self.depth else {
      return (.answer, ResponseBucket(word: word & ~Self.timeMask | (now &+ used &+ price) & Self.timeMask))
    }
    return (word & Self.dropsNext == 0 ? .truncate : .drop, ResponseBucket(word: word ^ Self.dropsNext))
  }
}
