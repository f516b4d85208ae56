import DNSWire
import Testing

@testable import Responder

@Suite("How many answers each network gets")
struct RateLimiterTests {
  private func address(_ octets: UInt8...) -> ClientAddress { octets.withOctets { ClientAddress($0) } }

  private func address6(_ octets: UInt8...) -> ClientAddress {
    (octets + [UInt8](repeating: 1, count: 16 - octets.count)).withOctets { ClientAddress($0) }
  }

  /// How many of so many questions at one moment are answered.
  private func answers(
    _ limiter: RateLimiter, _ count: Int, _ client: ClientAddress, _ party: RateLimiter.Party = .other, at now: UInt64
  ) -> Int {
    (0..<count).filter { _ in limiter.take(client, party, at: now) == .answer }.count
  }

  @Test("a network has a limit of its own, which its addresses share")
  func networks() {
    let limiter = RateLimiter(rate: 50)
    #expect(answers(limiter, 30, address(192, 0, 2, 1), at: 7) == 30)
    #expect(answers(limiter, 30, address(192, 0, 2, 254), at: 7) == 20)
    #expect(answers(limiter, 60, address(192, 0, 3, 1), at: 7) == 50)
    #expect(answers(limiter, 60, address6(0x20, 1, 0xD, 0xB8, 0, 0, 1), at: 7) == 50)
    #expect(answers(limiter, 60, address6(0x20, 1, 0xD, 0xB8, 0, 0, 1, 9, 9), at: 7) == 0)
    #expect(answers(limiter, 60, address6(0x20, 1, 0xD, 0xB8, 0, 0, 2), at: 7) == 50)
    #expect(limiter.counts.truncated == 5 + 5 + 5 + 30 + 5 && limiter.counts.dropped == 5 + 5 + 5 + 30 + 5)
  }

  @Test("an IPv4 address that an IPv6 one stands for is the same")
  func mapped() {
    let limiter = RateLimiter(rate: 50)
    let mapped = ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 9] as [UInt8]).withOctets { ClientAddress($0) }
    #expect(answers(limiter, 50, mapped, at: 7) == 50 && answers(limiter, 50, address(192, 0, 2, 1), at: 7) == 0)
    #expect(
      limiter.counts.last.map { "\($0.network.high >> 32)/\($0.prefix) \($0.network.length)" } == "3221225984/24 4")
  }

  @Test("a network that --allow names has ten times as many")
  func named() {
    let limiter = RateLimiter(rate: 50)
    #expect(answers(limiter, 600, address(10, 0, 0, 1), .named, at: 7) == 500)
    #expect(RateLimiter.defaultRate * RateLimiter.namedFactor == 2000)
  }

  @Test("an hour of too many questions gives what the hour allows")
  func sustained() {
    let (limiter, client) = (RateLimiter(rate: 50), address(198, 51, 100, 7))
    let given = (0..<3600 * 200).filter { limiter.take(client, .other, at: UInt64($0) * 5_000_000) == .answer }.count
    #expect((3600 * 50...3600 * 50 + 50).contains(given))
  }

  @Test("two workers, one of which is a tick of the clock behind, give what one gives")
  func ticks() {
    let (limiter, client) = (RateLimiter(rate: 200), address(198, 51, 100, 7))
    let given = (0..<100_000).filter { number in
      let now = 5_000_000 + UInt64(number) * 10_000
      return limiter.take(client, .other, at: number % 2 == 0 ? now : now - 4_000_000) == .answer
    }
    #expect((399...401).contains(given.count), "\(given.count)")
  }

  @Test("as many networks as there are at once hardly meet in one bucket, and none is lost to many that came and went")
  func crowd() {
    let limiter = RateLimiter(rate: 4)
    let clients = (0..<20_000).map { address(10, UInt8($0 >> 8), UInt8($0 & 0xFF), 1) }
    let given = clients.map { answers(limiter, 5, $0, at: 7) }
    #expect(given.filter { $0 == 4 }.count > 19_900)
    // A second later those are past, and the next ones find room.
    let others = (0..<20_000).map { address(11, UInt8($0 >> 8), UInt8($0 & 0xFF), 1) }
    #expect(others.map { answers(limiter, 5, $0, at: 2_000_000_007) }.filter { $0 == 4 }.count > 19_900)
  }

  @Test("workers that count for one network at once give no more than there is")
  func together() async {
    let (limiter, client) = (RateLimiter(rate: 1000), address(192, 0, 2, 1))
    let given = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { answers(limiter, 1000, client, at: 7) } }
      return await group.reduce(0, +)
    }
    #expect(given == 1000 && limiter.counts.truncated == 1500 && limiter.counts.dropped == 1500)
  }
}
