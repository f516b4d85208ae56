import Discovery
import Responder
import ServiceIndex
import ZoneFile

/// What is served to the questions: services of five instances each, and one of very many.
enum Servers {
  /// Instances of each service but the large one.
  static let instances = 5
  /// Instances of the large service.
  static let many = 10_000

  private static let zone = """
    $ORIGIN service.local.
    $TTL 5
    @ SOA ns hm 1 2 3 4 5
    @ NS ns
    ns A 127.0.0.1

    """

  static func zones() throws -> ZoneSet {
    ZoneSet([try ServedZone(Zone(parsing: Array(zone.utf8), file: "benchmark.zone"))])
  }

  /// The name of a service by its number.
  static func name(_ number: Int) -> String { "s\(number + 100_000)" }

  /// A service of so many instances, each at an address of its own.
  static func service(_ name: String, instances count: Int, from first: Int = 0) -> Service {
    Service(name: name, instances: instances(count, from: first), presence: .known, sources: SourceMask(rank: 0))
  }

  static func instances(_ count: Int, from first: Int) -> [Instance] {
    (first..<(first + count)).map { number in
      let endpoint = Endpoint(address: .ipv4(0x0A00_0000 + UInt32(number)), port: 8080)
      return Instance(endpoint: endpoint, created: UInt64(number))
    }
  }

  /// An index of so many services, and the large one.
  static func index(services count: Int) -> ServiceIndex {
    let index = ServiceIndex()
    index.publish([.others(.unknown), .service(service("many", instances: many))])
    for number in 0..<count { index.publish([.service(service(name(number), instances: instances))]) }
    return index
  }

  /// A responder that counts its answers, as one with `--admin` does.
  static func responder(services count: Int, zones: ZoneSet) throws -> Responder {
    Responder(index: index(services: count), zones: PublishedZones(zones), tally: AnswerTally())
  }
}
