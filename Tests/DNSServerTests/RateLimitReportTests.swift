import Testing

@testable import DNSServer

@Suite("When it is said that answers are withheld")
struct RateLimitReportTests {
  @Test("at the beginning of a burst and at its end, with sums")
  func burst() {
    var report = RateLimitReport()
    func look(_ dropped: UInt64, _ truncated: UInt64, at second: Int) -> String? {
      report.look(.init(dropped: dropped, truncated: truncated), "192.0.2.0/24", at: .seconds(second))
    }
    #expect(look(0, 0, at: 1) == nil)
    #expect(look(0, 1, at: 2)?.contains("192.0.2.0/24 asks more than --rate-limit allows") == true)
    for second in 3..<1000 { #expect(look(UInt64(second), UInt64(second), at: second) == nil) }
    #expect(look(999, 999, at: 1058) == nil)
    #expect(look(999, 999, at: 1059)?.contains("999 were dropped and 999 truncated") == true)
    #expect(look(999, 999, at: 1060) == nil && look(999, 999, at: 5000) == nil)
    #expect(look(1000, 1001, at: 5001)?.contains("asks more") == true)
    #expect(look(1000, 1001, at: 5061)?.contains("1 were dropped and 2 truncated") == true)
  }
}
