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
  private static let version = 1

  /// The state in a folder, which has to exist.
  init(folder: String, logger: Logger) {
    path = folder.hasSuffix("/") ? folder + "agent.json" : folder + "/agent.json"
    self.logger = logger
  }

  private struct File: Codable {
    var version: Int
    var ceiling: UInt64
    var instances: [Row]
    /// What the second API knows of services; absent in files of the first release.
    var services: [String: ServiceConfiguration]?
    /// Of the file with this field empty.
    var checksum: String
  }

  private struct Row: Codable {
    var name: String
    var address: String
    var attributes: [String: String]?
    var created: UInt64
  }

  /// Whether the registry is about to give a number that is not reserved on the disk.
  func needsReserve(_ registry: Registry) -> Bool { registry.nextCreated + Self.reserve / 2 > ceiling }

  /// A registry with what was saved: each instance has one lifetime from now on to send a heartbeat.
  mutating func restore(externalAddress: String?, at now: Duration, wallClock: Date = Date()) -> Registry {
    do throws(StateError) {
      guard let file = try read() else { return Registry(externalAddress: externalAddress) }
      var registry = Registry(nextCreated: file.ceiling, externalAddress: externalAddress)
      for row in file.instances {
        let entry = Registry.Entry(attributes: row.attributes, created: row.created, expires: now + Registry.lifetime)
        registry.restore(row.name, row.address, entry)
      }
      registry.configurations = file.services ?? [:]
      return registry
    } catch {
      setAside(error)
      // Without the ceiling, milliseconds since 1970: more than an agent has ever given, since it gives one a registration.
      let next = UInt64(max(wallClock.timeIntervalSince1970, 0) * 1000)
      return Registry(nextCreated: next, externalAddress: externalAddress)
    }
  }

  /// Writes the registry; a failure is logged, once for each cause, and the service goes on.
  mutating func save(_ registry: Registry) -> Bool {
    var file = File(
      version: Self.version, ceiling: registry.nextCreated + Self.reserve, instances: Self.rows(registry),
      services: registry.configurations.isEmpty ? nil : registry.configurations, checksum: "")
    file.checksum = Self.checksum(file)
    do throws(FileError) {
      try LocalFile.replace(path, with: JSONValue.encode(file))
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

  private static func rows(_ registry: Registry) -> [Row] {
    registry.services.flatMap { name, entries in
      entries.map { Row(name: name, address: $0, attributes: $1.attributes, created: $1.created) }
    }.sorted { $0.created < $1.created }
  }

  private func read() throws(StateError) -> File? {
    guard LocalFile.kind(path) != nil else { return nil }
    let octets: [UInt8]
    do throws(FileError) {
      octets = try LocalFile.read(path, limit: Self.maximumLength, followsLinks: false)
    } catch {
      throw StateError(reason: error.reason)
    }
    guard let version = JSONValue.decode(Version.self, octets)?.version else {
      throw StateError(reason: "it is not a whole state file")
    }
    guard version == Self.version else {
      throw StateError(reason: "it is of version \(version), expected \(Self.version)", isNewer: version > Self.version)
    }
    guard var file = JSONValue.decode(File.self, octets) else {
      throw StateError(reason: "it is not a whole state file")
    }
    let checksum = file.checksum
    file.checksum = ""
    guard checksum == Self.checksum(file) else { throw StateError(reason: "its checksum is wrong") }
    return file
  }

  private struct Version: Decodable { var version: Int }

  private func setAside(_ error: StateError) {
    let kept = LocalFile.setAside(path, as: error.isNewer ? .newer : .damaged, at: SteadySeconds().now)
    logger.error(
      "\(path): \(error.reason); it is \(kept.map { "kept as \($0)" } ?? "left") and not used",
      metadata: ["file": "\(path)", "error": "\(error.reason)"])
  }

  private static func checksum(_ file: File) -> String { Checksum.fnv1a(JSONValue.encode(file)) }
}

/// Why a state file is not used.
private struct StateError: Error {
  let reason: String
  /// Whether a later release has written it.
  var isNewer = false
}
