package import Discovery
internal import Foundation

/// A list that an agent is asked for again and again.
package protocol ConsulQuery: Sendable {
  /// What is listed.
  associatedtype List: ConsulList

  /// What messages call the elements.
  static var elements: String { get }

  /// Path and parameters of the question to an agent, which holds its answer for `hold` at most.
  func path(_ mode: ConsulQueryMode, hold: Duration) -> String

  /// The list of an answer's body, and what was passed over in it; absent where it has none.
  func read(_ octets: [UInt8]) -> (list: List, oddities: [String])?
}

/// Something that can be there without elements.
package protocol ConsulList: Sendable, Equatable {
  /// Whether there are none.
  var isEmpty: Bool { get }
  /// The same, marked as said twice.
  var confirmed: Self { get }
}

extension ServiceSet: ConsulList {
  /// Whether there are no instances.
  package var isEmpty: Bool { instances.isEmpty }
}

extension [String]: ConsulList {
  /// The same: nobody asks.
  package var confirmed: [String] { self }
}

extension HealthQuery: ConsulQuery {
  package static var elements: String { "instances" }

  package func read(_ octets: [UInt8]) -> (list: ServiceSet, oddities: [String])? {
    HealthList(octets, isPassingOnly: isPassingOnly).map { ($0.set, $0.oddities) }
  }
}

/// The names of all services.
struct CatalogQuery: ConsulQuery {
  static var elements: String { "services" }

  func path(_ mode: ConsulQueryMode, hold: Duration) -> String {
    "/v1/catalog/services?" + mode.parameters(hold).joined(separator: "&")
  }

  /// The names, sorted; their tags are of no use.
  func read(_ octets: [UInt8]) -> (list: [String], oddities: [String])? {
    (try? JSONDecoder().decode([String: [String]?].self, from: Data(octets))).map { ($0.keys.sorted(), []) }
  }
}
