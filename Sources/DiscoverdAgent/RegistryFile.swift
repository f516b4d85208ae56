internal import Discoverd
internal import LocalFiles

/// What the file says in which registrations outlive a restart.
package struct RegistryFile: Codable, Sendable {
  private var version: Int
  /// A number that no age has reached.
  private(set) var ceiling: UInt64
  private var instances: [Row]
  /// What the second API knows of services; absent in files of the first release.
  private var services: [String: ServiceConfiguration]?
  /// Of the file with this field empty.
  private var checksum: String

  private static let presentVersion = 1
  /// The highest number of a file: more than any agent gives, and far enough from the end of numbers to go on from.
  private static let maximumNumber: UInt64 = 1 << 62

  private struct Row: Codable, Sendable {
    var name: String
    var address: String
    var attributes: [String: String]?
    var created: UInt64
  }

  private struct Version: Decodable { var version: Int }

  /// What is to be kept of a registry.
  init(_ registry: Registry, ceiling: UInt64) {
    (version, self.ceiling, checksum) = (Self.presentVersion, ceiling, "")
    instances = registry.services.flatMap { name, entries in
      entries.map { Row(name: name, address: $0, attributes: $1.attributes, created: $1.created) }
    }.sorted { $0.created < $1.created }
    services = registry.configurations.isEmpty ? nil : registry.configurations
    checksum = rightChecksum
  }

  /// Reads a file.
  ///
  /// - Throws: ``StateError`` where it is not whole, or of another version.
  package init(_ octets: [UInt8]) throws(StateError) {
    guard let version = JSONValue.decode(Version.self, octets)?.version else {
      throw StateError(reason: "it is not a whole state file")
    }
    guard version == Self.presentVersion else {
      throw StateError(
        reason: "it is of version \(version), expected \(Self.presentVersion)", isNewer: version > Self.presentVersion)
    }
    guard let file = JSONValue.decode(Self.self, octets) else {
      throw StateError(reason: "it is not a whole state file")
    }
    guard file.checksum == file.rightChecksum else { throw StateError(reason: "its checksum is wrong") }
    guard file.numbers.allSatisfy({ $0 <= Self.maximumNumber }) else {
      throw StateError(reason: "it has a number that no agent has given")
    }
    self = file
  }

  private var numbers: [UInt64] { [ceiling] + instances.map(\.created) }

  /// The file's octets.
  package var octets: [UInt8] { JSONValue.encode(self) }

  /// The registry of the file: each instance has one lifetime from now on to send a heartbeat.
  func registry(externalAddress: String?, at now: Duration) -> Registry {
    var registry = Registry(nextCreated: ceiling, externalAddress: externalAddress)
    for row in instances {
      let entry = Registry.Entry(attributes: row.attributes, created: row.created, expires: now + registry.lifetime)
      registry.restore(row.name, row.address, entry)
    }
    registry.configurations = services ?? [:]
    return registry
  }

  private var rightChecksum: String {
    var file = self
    file.checksum = ""
    return Checksum.fnv1a(JSONValue.encode(file))
  }
}

/// Why a state file is not used.
package struct StateError: Error {
  /// In words.
  package let reason: String
  /// Whether a later release has written it.
  var isNewer = false
}
