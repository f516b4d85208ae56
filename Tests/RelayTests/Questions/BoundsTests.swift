import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("Bounds of what is open")
struct BoundsTests {
  @Test("one client takes a quarter, and what it gives back it may take again")
  func perClient() {
    var bounds = QuestionBounds<Int>(maximum: 100)
    for _ in 0..<25 { #expect(bounds.take(client(1), 0) == true) }
    #expect(bounds.take(client(1), 0) == false)
    bounds.release(client(1), 0)
    #expect(bounds.take(client(1), 0) == true)
    #expect(bounds.total == 25)
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
}
