import Foundation
import HostSystem
import LocalFiles
import Logging
import SavedState
import TestSupport
import Testing

@testable import Discovery

@Suite("The saver of a state", .timeLimit(.minutes(5)))
struct StateSaverTests {
  private let folder: TemporaryFolder
  private let file: CacheFile
  private let clock = ManualClock()
  private let log = Lines()

  init() throws {
    folder = try TemporaryFolder()
    file = CacheFile(folder: folder.path + "/state", logger: silent, wallTime: { .seconds(1000) })
  }

  private func makeSaver() -> StateSaver<CacheFile, ManualClock> {
    StateSaver(file, clock: clock, logger: Logger(label: "test") { [log] _ in log })
  }

  private func makeFolder() throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/state", withIntermediateDirectories: true)
  }

  private func start(_ saver: StateSaver<CacheFile, ManualClock>) -> Task<Void, Never> {
    Task {
      await saver.run { CatalogSnapshot(catalog: Catalog(sources: [.listing]), sourceNames: ["one"], now: .zero) }
    }
  }

  @Test("a change is saved at once, the next ones a second later together, and the rest at the end")
  func saving() async throws {
    try makeFolder()
    let saver = makeSaver()
    let running = start(saver)
    saver.noteChange()
    try await wait { saver.counts.saved >= 1 }
    for _ in 0..<5 { saver.noteChange() }
    await clock.hasSleeper(until: .seconds(1))
    #expect(saver.counts.saved == 1)
    clock.advance(to: .seconds(1))
    try await wait { saver.counts.saved >= 2 }
    running.cancel()
    await running.value
    #expect(saver.counts.saved == 3 && saver.counts.failed == 0 && log.all == [])
    #expect(file.load(at: .seconds(1000))?.saved.sources.map(\.name) == ["one"])
  }

  @Test("without a change it is saved every ten minutes, so that what is known does not grow old")
  func refreshing() async throws {
    try makeFolder()
    let saver = makeSaver()
    let running = start(saver)
    await clock.hasSleeper(until: .seconds(600))
    clock.advance(to: .seconds(600))
    try await wait { saver.counts.saved >= 1 }
    running.cancel()
    await running.value
  }

  @Test("a folder that can't be written to is told of once, tried again, and told of once when it works")
  func failing() async throws {
    let saver = makeSaver()
    let running = start(saver)
    saver.noteChange()
    for attempt in 1...5 {
      try await wait { saver.counts.failed >= attempt }
      clock.advance(to: .seconds(10 * attempt))
    }
    try makeFolder()
    var time = 60
    while saver.counts.saved == 0 && !Task.isCancelled {
      clock.advance(to: .seconds(time))
      time += 10
      await Task.yield()
    }
    running.cancel()
    await running.value
    #expect(log.all.count == 2 && log.all.first?.contains("No such file or directory") == true)
    #expect(log.all.last == "the services are saved again in \(file.path)")
  }

  /// A file that is written after changes alone, the first time in vain.
  private final class ChangesOnly: SavedFile {
    static let content = "numbers"
    static let refreshInterval: Duration? = nil
    static let pace = SavingPace.calm
    let path = "file"
    private let count = Guarded(0)
    var attempts: Int { count.withLock { $0 } }

    func write(_ state: Int) throws(FileError) {
      count.withLock { $0 += 1 }
      if attempts == 1 { throw FileError(path, "full") }
    }
  }

  @Test("at the end what could not be written is tried again, and nothing is written where the file has all")
  func ending() async throws {
    let file = ChangesOnly()
    for attempts in [2, 2] {
      let saver = StateSaver(file, clock: clock, logger: silent)
      let running = Task { await saver.run { 1 } }
      if file.attempts == 0 { saver.noteChange() }
      try await wait { file.attempts > 0 }
      running.cancel()
      await running.value
      await saver.waitForFirstAttempt()
      #expect(file.attempts == attempts)
    }
  }
}
