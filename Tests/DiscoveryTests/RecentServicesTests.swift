import Testing

@testable import Discovery

@Suite("Services seen lately", .timeLimit(.minutes(5)))
struct RecentServicesTests {
  @Test("of more than are remembered, those seen longest ago are forgotten, in a moment each")
  func bound() {
    var services = RecentServices()
    let count = RecentServices.maximumCount
    for number in 0..<count { services.insert("s\(number)", at: .seconds(number)) }
    services.insert("s0", at: .seconds(count))
    for number in 0..<20_000 { services.insert("t\(number)", at: .seconds(count + number)) }
    #expect(services.times.count == count && services.contains("s0") && services.contains("t0"))
    #expect(!services.contains("s1") && !services.contains("s20000") && services.contains("s20001"))
  }

  @Test("one that comes and goes takes no more room than one")
  func flapping() {
    var services = RecentServices()
    for number in 0..<10_000 { services.insert("s", at: .seconds(number)) }
    #expect(services.times == ["s": .seconds(9999)])
    #expect(services.orderCount <= 2 + RecentServices.heapReserve)
    services.expire(at: .seconds(9999 + 3600))
    #expect(services.times.isEmpty && services.orderCount == 0)
  }
}
