import NIOCore
import Testing

@testable import Relay

@Suite("Who is woken when")
struct WakeWheelTests {
  private let start = NIODeadline.uptimeNanoseconds(123_456_789_012)

  @Test(
    "each is woken after its time, and at most a slot later", arguments: [1, 9, 10, 11, 399, 1_800, 4_400] as [Int64])
  func wakes(milliseconds: Int64) {
    var wheel = WakeWheel(start: start)
    let time = start + .milliseconds(milliseconds)
    wheel.add(7, at: time, now: start)
    #expect(wheel.next.map { $0 >= time && $0 - time <= WakeWheel.slotTime } == true)
    let early = wheel.takeDue(at: time - .milliseconds(1))
    #expect(early.isEmpty)
    let due = wheel.takeDue(at: time + WakeWheel.slotTime)
    #expect(due == [7])
    #expect(wheel.next == nil)
  }

  @Test("the order is that of the times, over many turns")
  func manyTurns() {
    var wheel = WakeWheel(start: start)
    var now = start
    for round in 0..<1_000 {
      wheel.add(2 * round, at: now + .milliseconds(4_400), now: now)
      wheel.add(2 * round + 1, at: now + .milliseconds(50), now: now)
      let first = wheel.takeDue(at: now + .milliseconds(60))
      #expect(first == [2 * round + 1])
      now = now + .milliseconds(4_410)
      let second = wheel.takeDue(at: now)
      #expect(second == [2 * round])
    }
  }

  @Test("after a long pause nothing is missed")
  func pause() {
    var wheel = WakeWheel(start: start)
    wheel.add(1, at: start + .milliseconds(100), now: start)
    let later = start + .hours(5)
    wheel.add(2, at: later + .milliseconds(100), now: later)
    let due = wheel.takeDue(at: later)
    #expect(due.contains(1))
    let rest = wheel.takeDue(at: later + .milliseconds(110))
    #expect(Set(due + rest) == [1, 2])
  }

  @Test("what is added to an empty wheel after a long pause is not woken early")
  func emptyPause() {
    var wheel = WakeWheel(start: start)
    let later = start + .hours(5)
    wheel.add(1, at: later + .milliseconds(100), now: later)
    let early = wheel.takeDue(at: later + .milliseconds(99))
    #expect(early.isEmpty)
    let due = wheel.takeDue(at: later + .milliseconds(110))
    #expect(due == [1])
  }
}
