internal import Discovery
internal import HostSystem
internal import Logging
internal import SavedState

/// The services that are kept in the state folder over restarts.
struct SavedServices {
  private let file: CacheFile
  private let saver: StateSaver<CacheFile, ContinuousClock>
  private let logger: Logger

  /// Those of a folder.
  init(folder: String, logger: Logger) {
    file = CacheFile(folder: folder, logger: logger)
    saver = StateSaver(file, logger: logger)
    self.logger = logger
  }

  /// Notes that services have changed.
  func noteChange() { saver.noteChange() }

  /// Gives a keeper what an earlier run knew.
  func restore(_ keeper: WatchKeeper<ContinuousClock>) async {
    guard let (saved, age) = file.load(at: .seconds(Int64(SteadySeconds().now))) else { return }
    await keeper.restore(saved, age: age)
    guard saved.count > 0 else { return }
    logger.notice(
      "\(saved.count) services of \(age) ago are kept as stale until their sources have spoken",
      metadata: ["file": "\(file.path)", "services": .stringConvertible(saved.count)])
  }

  /// Saves until it is cancelled.
  func run(_ keeper: WatchKeeper<ContinuousClock>) async { await saver.run { await keeper.snapshot } }
}
