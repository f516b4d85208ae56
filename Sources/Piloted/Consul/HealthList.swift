internal import Discovery
internal import Foundation

/// The instances that `/v1/health/service` lists, read and judged. Go: `api.ServiceEntry`.
struct HealthList {
  /// The instances that can be used, by age.
  let set: ServiceSet
  /// What was passed over, and why.
  let oddities: [String]

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - octets: the body of the answer.
  ///   - isPassingOnly: whether instances that warn are left out, too.
  init?(_ octets: [UInt8], isPassingOnly: Bool) {
    guard let entries = try? JSONDecoder().decode([HealthEntry].self, from: Data(octets)) else { return nil }
    var oddities: [String] = []
    let usable = entries.filter { $0.state == .passing || $0.state == .warning && !isPassingOnly }
    let instances = usable.sorted(by: HealthEntry.isOlder).compactMap { entry -> Instance? in
      guard let instance = entry.instance else {
        oddities.append("the instance '\(entry.service.id ?? "")' without a usable address, '\(entry.address)'")
        return nil
      }
      return instance
    }
    (set, self.oddities) = (ServiceSet(inOrder: instances), oddities)
  }
}

/// An entry of the list. Whatever may be null, absent or empty counts alike; unknown members are passed over.
private struct HealthEntry: Decodable {
  let node: Node?
  let service: Service
  let checks: [Check]?

  enum CodingKeys: String, CodingKey {
    case node = "Node"
    case service = "Service"
    case checks = "Checks"
  }

  struct Node: Decodable {
    let name: String?
    let address: String?

    enum CodingKeys: String, CodingKey {
      case name = "Node"
      case address = "Address"
    }
  }

  struct Service: Decodable {
    let id: String?
    let address: String?
    let port: Int?
    let tags: [String]?
    let meta: [String: String]?
    let weights: Weights?
    let createIndex: UInt64?

    enum CodingKeys: String, CodingKey {
      case id = "ID"
      case address = "Address"
      case port = "Port"
      case tags = "Tags"
      case meta = "Meta"
      case weights = "Weights"
      case createIndex = "CreateIndex"
    }
  }

  struct Weights: Decodable {
    let passing: Int?
    let warning: Int?

    enum CodingKeys: String, CodingKey {
      case passing = "Passing"
      case warning = "Warning"
    }
  }

  struct Check: Decodable {
    let status: String?

    enum CodingKeys: String, CodingKey { case status = "Status" }
  }

  enum State { case passing, warning, critical }

  /// The worst of the checks, those of the node among them; without any it passes.
  var state: State {
    let states = Set((checks ?? []).map(\.status))
    if states.isSubset(of: ["passing"]) { return .passing }
    return states.isSubset(of: ["passing", "warning"]) ? .warning : .critical
  }

  /// The service's address, or else its node's.
  var address: String {
    let own = service.address ?? ""
    return own.isEmpty ? node?.address ?? "" : own
  }

  var instance: Instance? {
    guard let address = try? Address(address), let port = UInt16(exactly: service.port ?? 0) else { return nil }
    return Instance(
      endpoint: Endpoint(address: address, port: port), created: created, attributes: service.meta ?? [:],
      tags: service.tags ?? [], weight: weight)
  }

  /// The age; without one it is the youngest.
  private var created: UInt64 { service.createIndex.flatMap { $0 == 0 ? nil : $0 } ?? .max }

  private var weight: UInt16 {
    let weight = state == .passing ? service.weights?.passing : service.weights?.warning
    return UInt16(clamping: weight ?? 1)
  }

  /// The order of age: instances that were made in one transaction share their index, so node and ID decide.
  static func isOlder(_ one: HealthEntry, _ other: HealthEntry) -> Bool {
    (one.created, one.node?.name ?? "", one.service.id ?? "")
      < (other.created, other.node?.name ?? "", other.service.id ?? "")
  }
}
