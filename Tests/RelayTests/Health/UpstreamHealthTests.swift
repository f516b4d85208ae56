import NIOCore
import Testing

@testable import Relay

@Suite("The health of an upstream")
struct UpstreamHealthTests {
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  /// A health after silences, one a second.
  private func silent(_ count: Int) -> (health: UpstreamHealth, last: UpstreamChange?) {
    var health = UpstreamHealth()
    var last: UpstreamChange?
    for second in 0..<count {
      let time = start + .seconds(Int64(second))
      last = health.observe(.silent(since: time), at: time + .milliseconds(400))
    }
    return (health, last)
  }

  @Test("some silences in a row make it down, once")
  func down() {
    #expect(silent(UpstreamHealth.failuresUntilDown - 1).last == nil)
    let (health, last) = silent(UpstreamHealth.failuresUntilDown)
    #expect(health.isDown)
    #expect(last == .down("no answer to 4 questions in a row"))
    #expect(silent(UpstreamHealth.failuresUntilDown + 1).last == nil)
  }

  @Test("what makes it down is told")
  func reason() {
    var health = UpstreamHealth()
    let changes = (0..<5).map { health.observe(.failed("no way"), at: start + .seconds($0)) }
    #expect(changes == [nil, nil, nil, .down("no way"), nil])
  }

  @Test("an answer brings it back, and is told")
  func back() {
    var (health, _) = silent(UpstreamHealth.failuresUntilDown)
    let change = health.observe(.answered(roundTrip: nil), at: start + .seconds(10))
    #expect(change == .up)
    #expect(!health.isDown)
    let again = health.observe(.answered(roundTrip: nil), at: start + .seconds(11))
    #expect(again == nil)
  }

  @Test("one that comes and goes has a line now and then, and what was left out is made up for")
  func lines() {
    var health = UpstreamHealth()
    var changes: [(second: Int64, change: UpstreamChange)] = []
    for step in Int64(0)..<600 {
      let isGood = step < 500 ? step % 10 == 9 : true
      let time = start + .milliseconds(step * 100)
      let observed: UpstreamObservation = isGood ? .answered(roundTrip: nil) : .failed("no way")
      if let change = health.observe(observed, at: time) { changes.append((step / 10, change)) }
    }
    #expect(changes.count > 2 && changes.count <= 11)
    #expect(zip(changes, changes.dropFirst()).allSatisfy { $1.second - $0.second >= 4 })
    #expect(changes.last?.change == .up)
  }

  @Test("a silence does not count where something else was answered since")
  func lostDatagram() {
    var health = UpstreamHealth()
    for _ in 0..<10 {
      _ = health.observe(.answered(roundTrip: .milliseconds(5)), at: start + .milliseconds(10))
      _ = health.observe(.silent(since: start), at: start + .milliseconds(400))
    }
    #expect(!health.isDown)
    #expect(health.roundTrip.patience == RoundTripTime.minimumPatience)
  }

  @Test("what is down is probed after a while, and ever more rarely")
  func probes() {
    var (health, _) = silent(UpstreamHealth.failuresUntilDown)
    var times: [Int64] = []
    for second in Int64(0)..<100 where health.takesProbe(at: start + .seconds(second)) { times.append(second) }
    #expect(times == [9, 19, 39, 69, 99])
  }

  @Test("that it refuses EDNS is remembered for some minutes")
  func refusesEDNS() {
    var health = UpstreamHealth()
    _ = health.observe(.refusesEDNS, at: start)
    let (soon, late) = (start + .minutes(9), start + .minutes(11))
    #expect(health.refusesEDNS(at: soon))
    #expect(!health.refusesEDNS(at: late))
  }

  @Test("the wait follows the round trips, doubles on silence, and keeps within its bounds")
  func patience() {
    var time = RoundTripTime()
    #expect(time.patience == .milliseconds(400))
    time.backOff()
    #expect(time.patience == .milliseconds(800))
    time.measure(.milliseconds(60))
    #expect(time.patience == .milliseconds(180))
    time.backOff()
    #expect(time.patience == .milliseconds(360))
    for _ in 0..<50 { time.measure(.milliseconds(1)) }
    #expect(time.patience == RoundTripTime.minimumPatience)
    for _ in 0..<50 { time.measure(.seconds(3)) }
    #expect(time.patience == RoundTripTime.maximumPatience)
  }
}
