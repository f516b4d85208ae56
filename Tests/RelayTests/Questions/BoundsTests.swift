import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("Bounds of what is open")
struct BoundsTests {
  @Test("one client takes a quarter of what a group may, and what it gives back it may take again")
  func perClient() {
    var bounds = QuestionBounds<Int>(maximum: 100)
    for _ in 0..<12 { #expect(bounds.take(client(1), 0) == true) }
    #expect(bounds.take(client(1), 0) == false)
    #expect(bounds.take(client(2), 0) == true)
    #expect(bounds.take(client(1), 1) == true)
    bounds.release(client(1), 0)
    #expect(bounds.take(client(1), 0) == true)
    #expect(bounds.total == 14)
  }

  @Test("a client has no more open than a quarter of what the upstreams have room for")
  func perRoom() {
    var bounds = QuestionBounds<Int>(maximum: 10_000, maximumOfGroup: 2_000)
    var count = 0
    for _ in 0..<2_000 where bounds.take(client(1), 0) { count += 1 }
    #expect(count == 500)
  }

  @Test(
    "addresses of one party share its room",
    arguments: [
      ([127, 0, 0, 1], [127, 9, 9, 9], true), ([127, 0, 0, 1], v6(0, 1), true), ([10, 0, 0, 1], [10, 0, 0, 2], false),
      (v6(0x2001_0DB8_0000_0001, 1), v6(0x2001_0DB8_0000_0001, 2), true),
      (v6(0x2001_0DB8_0000_0001, 1), v6(0x2001_0DB8_0000_0002, 1), false),
      (v6(0, 0xFFFF_0A00_0001), [10, 0, 0, 1], true), (v6(0, 0xFFFF_0A00_0001), v6(0, 0xFFFF_0A00_0002), false),
    ] as [([UInt8], [UInt8], Bool)])
  func parties(first: [UInt8], second: [UInt8], isShared: Bool) {
    var bounds = QuestionBounds<Int>(maximum: 8)
    let taken = [first, second].map { octets in bounds.take(octets.withOctets { ClientAddress($0) }, 0) }
    #expect(taken == [true, !isShared])
  }

  private static func v6(_ high: UInt64, _ low: UInt64) -> [UInt8] {
    [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
  }

  @Test("a group takes what is left at most, so that another one always finds room")
  func perGroup() {
    var bounds = QuestionBounds<Int>(maximum: 100)
    func fill(_ group: Int) -> Int {
      var count = 0
      for number in 0..<250 where bounds.take(client(number), group) { count += 1 }
      return count
    }
    #expect(fill(1) == 50)
    #expect(fill(2) == 25)
    #expect(fill(3) == 13)
    for number in 0..<50 { bounds.release(client(number), 1) }
    #expect(bounds.take(client(251), 1) == true)
  }

  @Test("an upstream takes half of the descriptors, and no more than its own bound")
  func attempts() {
    var small = AttemptRoom<String>(maximum: 10)
    for _ in 0..<5 { #expect(small.take("silent") == true) }
    #expect(small.take("silent") == false)
    #expect(small.take("live") == true)
    var large = AttemptRoom<String>(maximum: 100_000)
    for _ in 0..<AttemptRoom<String>.maximumOfUpstream { _ = large.take("silent") }
    #expect(large.take("silent") == false)
    large.release("silent")
    #expect(large.take("silent") == true)
  }

  @Test("repeated attempts take half of an upstream's room, the first ones of others find the rest")
  func repeated() {
    var room = AttemptRoom<String>(maximum: 100_000)
    var count = 0
    for _ in 0..<2_000 where room.take("slow", isRepeated: true) { count += 1 }
    #expect(count == AttemptRoom<String>.maximumOfUpstream / 2)
    #expect(room.take("slow") == true)
  }
}
