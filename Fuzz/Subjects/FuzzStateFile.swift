internal import Discoverd
internal import DiscoverdAgent
internal import Discovery
internal import LocalFiles
internal import SavedState

extension FuzzSubject {
  /// State files: an octet that chooses which, then the file; where that octet says so, with a right checksum.
  package static let stateFile = FuzzSubject("FuzzStateFile") { octets in
    guard let kind = octets.first else { return nil }
    let file = Array(octets.dropFirst())
    switch kind % 4 {
    case 0: return StateFiles.complaint(aboutCache: file)
    case 1: return StateFiles.complaint(aboutCache: CacheHeader.file(file))
    case 2: return StateFiles.complaint(aboutRegistry: file)
    default: return SealedRegistry.file(file).flatMap { StateFiles.complaint(aboutRegistry: $0) }
    }
  }
}

private enum StateFiles {
  /// Saved services: written again they are the same, and can be served.
  static func complaint(aboutCache file: [UInt8]) -> String? {
    guard let (saved, time) = try? CacheDecoder.decode(CacheHeader.body(of: file)) else { return nil }
    let again = try? CacheDecoder.decode(CacheEncoder.encode(saved, at: time))
    guard again?.saved == saved, again?.time == time else { return "written again, it is another" }
    let services = saved.sources.flatMap(\.services).map { ($0.name, $0.set) }
    return ShownServices.complaint(about: Dictionary(services) { one, _ in one })
  }

  /// An agent's registrations: written again they are the same.
  static func complaint(aboutRegistry file: [UInt8]) -> String? {
    guard let registry = try? RegistryFile(file) else { return nil }
    return (try? RegistryFile(registry.octets))?.octets == registry.octets ? nil : "written again, it is another"
  }
}

/// An agent's state file as octets have it, under a right checksum; of fields by themselves, since those of the agent are its own.
private struct SealedRegistry: Codable {
  var version: Int
  var ceiling: UInt64
  var instances: [Row]
  var services: [String: Configuration]?
  var checksum: String?

  struct Row: Codable {
    var name: String
    var address: String
    var attributes: [String: String]?
    var created: UInt64
  }

  struct Configuration: Codable {
    var isManual: Bool
    var leader: String?
  }

  /// The file's octets; absent where it is none whatever its checksum.
  static func file(_ octets: [UInt8]) -> [UInt8]? {
    guard var file = JSONValue.decode(Self.self, octets) else { return nil }
    file.checksum = ""
    file.checksum = Checksum.fnv1a(JSONValue.encode(file))
    return JSONValue.encode(file)
  }
}
