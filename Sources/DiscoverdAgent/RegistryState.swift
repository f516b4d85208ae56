internal import Discoverd
internal import Discovery
internal import FoundationEssentials
internal import HostSystem
internal import LocalFiles
internal import Logging

/// The file in which registrations outlive a restart: name, address, attributes and age, and a number that no age has
/// reached.
///
/// A number is given only below the ceiling that is on the disk already, so that after a crash, too, none is given twice; except
/// while the file can't be written, which is logged.
struct RegistryState {
  private let path: String
  private let logger: Logger
  private var ceiling: UInt64 = 0
  private var lastProblem: String?

  /// Numbers reserved ahead: so many new instances can come before the file has to be written for their sake.
  static let reserve: UInt64 = 1000
  /// The largest file, in octets; what the agent writes itself is smaller.
  static let maximumLength = 256 << 20

  /// The state in a folder, which has to exist.
  init(folder: String, logger: Logger) {
    path = folder.hasSuffix("/") ? folder + "agent.json" : folder + "/agent.json"
    self.logger = logger
  }

  /// Whether the registry is about to give a number that is not reserved on the disk.
  func needsReserve(_ registry: Registry) -> Bool { registry.nextCreated + Self.reserve / 2 > ceiling }

  /// A registry with what was saved: each instance has one lifetime from now on to send a heartbeat.
  mutating func restore(externalAddress: String?, at now: Duration, wallClock: Date = Date()) -> Registry {
    do throws(StateError) {
      guard let file = try read() else { return Registry(externalAddress: externalAddress) }
      return file.registry(externalAddress: externalAddress, at: now)
    } catch {
      setAside(error)
      // Without the ceiling, milliseconds since 1970: more than an agent has ever given, since it gives one a registration.
      let next = UInt64(max(wallClock.timeIntervalSince1970, 0) * 1000)
      return Registry(nextCreated: next, externalAddress: externalAddress)
    }
  }

  /// Writes the registry; a failure is logged, once for each cause, and the service goes on.
  mutating func save(_ registry: Registry) -> Bool {
    let file = RegistryFile(registry, ceiling: registry.nextCreated + Self.reserve)
    do throws(FileError) {
      try LocalFile.replace(path, with: file.octets)
      if lastProblem != nil { logger.notice("registrations are saved again in \(path)", metadata: ["file": "\(path)"]) }
      (ceiling, lastProblem) = (file.ceiling, nil)
      return true
    } catch {
      if error.description != lastProblem {
        logger.error(
          "\(error); registrations are not saved", metadata: ["file": "\(path)", "error": "\(error.reason)"])
      }
      lastProblem = error.description
      return false
    }
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
