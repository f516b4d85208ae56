import NIOCore
import Testing

@testable import DNSServer

@Suite("How long things took")
struct LatencyHistogramTests {
  @Test("what takes as long as a bound belongs to it, what takes longer than all is counted last")
  func bounds() throws {
    let histogram = LatencyHistogram()
    for time in [TimeAmount.zero, .microseconds(100), .nanoseconds(100_001), .seconds(5), .seconds(6)] {
      histogram.note(time)
    }
    let (each, sum) = histogram.counts
    #expect(each.count == LatencyHistogram.bounds.count + 1 && each.reduce(0, +) == 5)
    #expect(each[0] == 2 && each[1] == 1 && each[each.count - 2] == 1 && each.last == 1)
    #expect(sum == 11_000_200_001)
  }
}
