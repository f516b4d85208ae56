internal import NIOCore
internal import Synchronization

/// How long things took, by bounds that a Prometheus histogram has: read and counted from anywhere, without locks.
package final class LatencyHistogram: Sendable {
  /// The upper bounds, in nanoseconds: from what a cache answers to what a stub resolver gives up on.
  package static let bounds: [Int64] = [
    100_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
    500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000,
  ]

  private let cells = InlineArray<15, Atomic<UInt64>> { _ in Atomic(0) }
  private let sum = Atomic<Int64>(0)

  /// Nothing has been counted.
  package init() {}

  /// Counts something that took so long.
  func note(_ time: TimeAmount) {
    let place = Self.bounds.firstIndex { time.nanoseconds <= $0 } ?? Self.bounds.count
    cells[place].wrappingAdd(1, ordering: .relaxed)
    sum.wrappingAdd(time.nanoseconds, ordering: .relaxed)
  }

  /// How many took at most as long as each bound and more than the one before, then those that took longer than all; and what all took
  /// together, in nanoseconds.
  package var counts: (each: [UInt64], sum: Int64) {
    ((0...Self.bounds.count).map { cells[$0].load(ordering: .relaxed) }, sum.load(ordering: .relaxed))
  }
}
