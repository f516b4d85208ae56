/// Which queries are logged: one in so many, at random, so that no pattern of them, such as pairs of A and AAAA, hides some for ever.
package struct QuerySampler: Sendable {
  private let interval: UInt64
  /// Queries until the next one, which counts.
  private var left: UInt64
  private var state: UInt64

  /// The rarest that can be asked for; far from where sums overflow.
  package static let maximumInterval = 1_000_000_000

  /// One in `interval`, of 1 to ``maximumInterval``, by random numbers from `seed` on.
  package init(interval: Int, seed: UInt64 = .random(in: .min ... .max)) {
    (self.interval, state, left) = (UInt64(clamping: interval), seed, 0)
    left = nextGap()
  }

  /// Whether this query is one of them.
  package mutating func takesNext() -> Bool {
    left -= 1
    guard left == 0 else { return false }
    left = nextGap()
    return true
  }

  /// From 1 to twice the interval less one, all alike, so that it is the interval on average.
  private mutating func nextGap() -> UInt64 { 1 + random() % max(2 * interval - 1, 1) }

  /// The generator SplitMix64: a few instructions, where the system's would be a call into the kernel.
  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
