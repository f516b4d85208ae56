import Dispatch
import HostSystem
import SavedState
import TestSupport
import Testing

@Suite("The saver of a state, on a disk that hangs", .timeLimit(.minutes(5)))
struct HungDiskTests {
  private let clock = ManualClock()
  private let disk = HungDisk()
  private let state = Newest()

  /// A disk that takes no writing to its end before it is let.
  private final class HungDisk: SavedFile {
    static let content = "numbers"
    static let refreshInterval: Duration? = nil
    static let pace = SavingPace.calm
    let path = "file"
    private let turns = DispatchSemaphore(value: 0)
    private let log = Guarded<(begun: [Int], ended: [Int])>(([], []))

    func write(_ state: Int) {
      log.withLock { $0.begun.append(state) }
      turns.wait()
      log.withLock { $0.ended.append(state) }
    }

    func letOneEnd() { turns.signal() }
    var begun: [Int] { log.withLock { $0.begun } }
    var ended: [Int] { log.withLock { $0.ended } }
  }

  /// What there is to save.
  private final class Newest: Sendable {
    private let number = Guarded(0)
    var value: Int { number.withLock { $0 } }
    func change() { number.withLock { $0 += 1 } }
  }

  private func makeSaver() -> StateSaver<HungDisk, ManualClock> {
    StateSaver(disk, clock: clock, logger: silent)
  }

  private func change(_ saver: StateSaver<HungDisk, ManualClock>) {
    state.change()
    saver.noteChange()
  }

  @Test(
    "one writing waits for the other, the newest state is written, and the pause is ten times as long as the disk took")
  func order() async throws {
    let saver = makeSaver()
    let running = Task { [state] in await saver.run { state.value } }
    change(saver)
    try await wait { disk.begun == [1] }
    for _ in 0..<5 { change(saver) }
    clock.advance(to: .seconds(60))
    // A second writing would begin in a thread of its own.
    try await Task.sleep(for: .milliseconds(50))
    #expect(disk.begun == [1] && saver.counts.saved == 0)
    disk.letOneEnd()
    await clock.hasSleeper(until: .seconds(660))
    change(saver)
    clock.advance(to: .seconds(660))
    try await wait { disk.begun == [1, 7] }
    disk.letOneEnd()
    try await wait { saver.counts.saved == 2 }
    running.cancel()
    await running.value
    // It has all already, so nothing is written at the end.
    #expect(disk.ended == [1, 7] && saver.counts.failed == 0)
  }

  @Test("noting a change never waits, and the end can be left behind")
  func end() async throws {
    let saver = makeSaver()
    let clock = clock
    let left = Task { [state] in
      await running(endingWithin: .seconds(1), clock: clock) { await saver.run { state.value } }
    }
    change(saver)
    try await wait { disk.begun == [1] }
    for _ in 0..<1000 { change(saver) }
    left.cancel()
    await clock.hasSleeper(until: .seconds(1))
    clock.advance(to: .seconds(1))
    #expect(await left.value == false && disk.ended == [])
    // What is left behind goes on once the disk does, and saves what came last.
    disk.letOneEnd()
    disk.letOneEnd()
    try await wait { disk.ended == [1, 1001] }
  }

  @Test("who waits for the first attempt does so until it has ended, or is cancelled")
  func firstAttempt() async throws {
    let saver = makeSaver()
    let running = Task { [state] in await saver.run { state.value } }
    let waiting = Task { await saver.waitForFirstAttempt() }
    change(saver)
    try await wait { disk.begun == [1] }
    waiting.cancel()
    await waiting.value
    #expect(disk.ended == [])
    disk.letOneEnd()
    running.cancel()
    await running.value
    await saver.waitForFirstAttempt()
  }
}
