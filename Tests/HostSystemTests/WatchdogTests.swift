import HostSystem
import Synchronization
import Testing

/// A clock that stands still but for sleepers, who pass at once and move it; the hundredth sleep cancels them.
private final class SleeplessClock: Clock {
  private let elapsed = Mutex((time: Duration.zero, sleeps: [Duration]()))

  struct Instant: InstantProtocol {
    let offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
  }

  var now: Instant { Instant(offset: elapsed.withLock { $0.time }) }
  var minimumResolution: Duration { .zero }
  var sleeps: [Duration] { elapsed.withLock { $0.sleeps } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let count = elapsed.withLock { elapsed in
      elapsed.sleeps.append(deadline.offset - elapsed.time)
      elapsed.time = deadline.offset
      return elapsed.sleeps.count
    }
    if count == 100 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
  }
}

/// When there were signs.
private final class Signs: Sendable {
  let times = Mutex([Duration]())
}

@Suite("The watchdog's signs")
struct WatchdogTests {
  /// When there were signs, of a program that is alive at the times that `isAlive` says.
  private func signs(isAlive: @escaping @Sendable (Duration) -> Bool) async -> (
    times: [Duration], clock: SleeplessClock
  ) {
    let (clock, signs) = (SleeplessClock(), Signs())
    let watchdog = Watchdog(timeout: .seconds(30), clock: clock) {
      isAlive(clock.now.offset)
    } sign: {
      signs.times.withLock { $0.append(clock.now.offset) }
    }
    await Task { await watchdog.run() }.value
    return (signs.times.withLock { $0 }, clock)
  }

  @Test("come at half of the time that the manager waits")
  func alive() async {
    let (times, _) = await signs { _ in true }
    #expect(times.prefix(3) == [.zero, .seconds(15), .seconds(30)])
    #expect(times.count == 100)
  }

  @Test("end with the proofs")
  func dead() async {
    let (times, clock) = await signs { $0 < .seconds(40) }
    #expect(times == [.zero, .seconds(15), .seconds(30)])
    #expect(clock.sleeps.count == 100)
  }

  @Test("come again soon after a proof was lost")
  func lost() async {
    let (times, _) = await signs { $0 != .seconds(15) }
    #expect(times.prefix(3) == [.zero, .milliseconds(15_750), .milliseconds(30_750)])
  }
}
