internal import Discoverd
internal import Discovery
internal import FoundationEssentials
internal import HostSystem
internal import LocalFiles
internal import Logging
internal import SavedState

/// The file in which registrations outlive a restart: name, address, attributes and age, and a number that no age has
/// reached.
///
/// A number is given only below the ceiling that is on the disk already, so that after a crash, too, none is given twice; except
/// while the file can't be written, which is logged, or the disk hangs.
struct RegistryState: SavedFile {
  /// Puts octets into the place of a file.
  typealias Replacing = @Sendable (_ path: String, _ octets: [UInt8]) throws(FileError) -> Void

  static let content = "registrations"
  static let refreshInterval: Duration? = nil
  static let pace = SavingPace.prompt

  let path: String
  private let logger: Logger
  private let replace: Replacing

  /// Numbers reserved ahead: more new instances than can come between two writings, so that none has to wait for the disk.
  static let reserve: UInt64 = 1_000_000
  /// The largest file, in octets; what the agent writes itself is smaller.
  static let maximumLength = 256 << 20

  /// The state in a folder, which has to exist.
  init(
    folder: String, logger: Logger,
    replace: @escaping Replacing = { path, octets throws(FileError) in try LocalFile.replace(path, with: octets) }
  ) {
    path = folder.hasSuffix("/") ? folder + "agent.json" : folder + "/agent.json"
    (self.logger, self.replace) = (logger, replace)
  }

  /// A registry with what was saved: each instance has one lifetime from now on to send a heartbeat.
  func restore(externalAddress: String?, at now: Duration, wallClock: Date = Date()) -> Registry {
    do throws(StateError) {
      guard let file = try read() else { return Registry(externalAddress: externalAddress) }
      return file.registry(externalAddress: externalAddress, at: now)
    } catch {
      setAside(error)
      // Without the ceiling, microseconds since 1970: more than an agent has ever given, which gives fewer than a million a second
      // and skips a million at a start. Clients that read numbers as floating point read them exactly, up to the year 2255.
      let next = UInt64(max(wallClock.timeIntervalSince1970, 0) * 1_000_000)
      return Registry(nextCreated: next, externalAddress: externalAddress)
    }
  }

  /// Writes the registry.
  ///
  /// - Throws: ``FileError``; what was saved before is as it was.
  func write(_ registry: Registry) throws(FileError) {
    try replace(path, RegistryFile(registry, ceiling: registry.nextCreated + Self.reserve).octets)
  }

  private func read() throws(StateError) -> RegistryFile? {
    guard LocalFile.kind(path) != nil else { return nil }
    let octets: [UInt8]
    do throws(FileError) {
      octets = try LocalFile.read(path, limit: Self.maximumLength, followsLinks: false)
    } catch {
      throw StateError(reason: error.reason)
    }
    return try RegistryFile(octets)
  }

  private func setAside(_ error: StateError) {
    let kept = LocalFile.setAside(path, as: error.isNewer ? .newer : .damaged, at: SteadySeconds().now)
    logger.error(
      "\(path): \(error.reason); it is \(kept.map { "kept as \($0)" } ?? "left") and not used",
      metadata: ["file": "\(path)", "error": "\(error.reason)"])
  }
}
