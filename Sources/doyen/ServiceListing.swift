internal import ArgumentParser
internal import Discoverd
internal import Discovery
internal import Foundation
internal import ServiceIndex

/// A service's instances as the command prints them.
struct ServiceListing {
  private let name: String
  private let set: ServiceSet

  /// How long the command waits for a discoverd.
  private static let timeout = Duration.seconds(5)

  init(_ name: String, _ set: ServiceSet) { (self.name, self.set) = (name, set) }

  /// The instances as they are now.
  ///
  /// - Throws: `ValidationError` for a bad name; a message where no discoverd answers.
  static func current(_ name: String, _ client: DiscoverdClient) async throws -> ServiceSet {
    let watch = try watch(name, client)
    defer { watch.close() }
    do throws(ServiceWatchError) {
      try await watch.waitUntilCurrent(timeout: timeout, endsWhenLost: client.cluster.peers.count == 1)
    } catch {
      StandardStream.error.tell("doyen: discoverd \(client.cluster): \(error)\n")
      throw ExitCode(1)
    }
    return watch.set
  }

  /// - Throws: `ValidationError` for a bad name.
  static func watch(_ name: String, _ client: DiscoverdClient) throws -> ServiceWatch {
    do throws(RegistrationError) {
      return try client.watch(name)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Says on standard error when the discoverd is gone, as long as the watch lasts; it is tried again.
  static func reportLosses(of watch: ServiceWatch) async {
    for await status in watch.statuses {
      guard case .lost(let reason) = status else { continue }
      StandardStream.error.tell("doyen: discoverd is gone: \(reason); trying again\n")
    }
  }

  /// A line for the service and one for each instance, the leader first, marked.
  var text: String {
    let lines = set.leaderFirst.map { instance in
      let attributes = instance.attributes.sorted { $0.key < $1.key }.map(Self.text)
      let leader = instance == set.leader ? ["leader"] : []
      return "  "
        + (["\(instance.endpoint)", "created \(instance.created)"] + leader + attributes).joined(separator: "  ")
    }
    return ([set.instances.isEmpty ? "\(name): no instances" : name] + lines).joined(separator: "\n") + "\n"
  }

  /// An attribute, marked where no name can ask for its instances.
  private static func text(_ attribute: (key: String, value: String)) -> String {
    let hasName = DNSLabel.octets(of: attribute.key) != nil && DNSLabel.octets(of: attribute.value) != nil
    return "\(attribute.key)=\(attribute.value)" + (hasName ? "" : " (no name)")
  }

  private struct Row: Encodable {
    var service: String
    var leader: String?
    var instances: [InstanceRow]
  }

  private struct InstanceRow: Encodable {
    var address: String
    var created: UInt64
    var attributes: [String: String]
  }

  /// The service in one line of JSON, instances by age.
  var json: String {
    let rows = set.instances.map {
      InstanceRow(address: "\($0.endpoint)", created: $0.created, attributes: $0.attributes)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let row = Row(service: name, leader: set.leader.map { "\($0.endpoint)" }, instances: rows)
    return (try? encoder.encode(row)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
  }
}
