import DNSWire
import Discovery
import Responder
import ServiceIndex

/// Nanoseconds of the query path's parts: reading a question, looking a service up, writing an answer, and changing a service.
enum Times {
  static func all() throws -> [(name: String, value: Double)] {
    try [("reader", reader())] + lookups() + writers() + changes()
  }

  /// The median of eleven runs, in nanoseconds a step.
  static func median(steps: Int, _ body: (Int) -> Void) -> Double {
    let runs = (0..<11).map { _ in
      let duration = ContinuousClock().measure { for step in 0..<steps { body(step) } }
      return duration / .nanoseconds(1) / Double(steps)
    }
    return runs.sorted()[5]
  }

  private static func reader() -> Double {
    let message = Questions.query(Servers.name(7), .srv)
    var query = Query()
    return median(steps: 100_000) { _ in
      let verdict = message.withOctets { query.read($0) }
      precondition(verdict == .question)
    }
  }

  /// Looking up names in no order, among few services and among many.
  private static func lookups() -> [(name: String, value: Double)] {
    [1000, 100_000].map { count in
      let names = (0..<count).map { Array(Servers.name($0 * 7919 % count).utf8) }
      var reader = Servers.index(services: count).makeReader()
      reader.enter()
      defer { reader.leave() }
      let time = median(steps: 100_000) { step in
        let found = names[step % count].withOctets { reader.withService($0) { $0.srvCount } }
        precondition(found == Servers.instances)
      }
      return ("lookup-\(count)", time)
    }
  }

  /// The whole of the responder's work, for some kinds of answers.
  private static func writers() throws -> [(name: String, value: Double)] {
    var responder = try Servers.responder(services: 1000, zones: Servers.zones())
    var room = [UInt8](repeating: 0, count: Int(UInt16.max))
    var times: [(name: String, value: Double)] = []
    for kind in Questions.kinds {
      responder.enter()
      let time = median(steps: kind.isOverTCP ? 1000 : 20_000) { _ in
        let outcome = responder.respond(
          to: kind.message, over: kind.isOverTCP ? .tcp : .udp, from: .unknown, final: true, into: &room)
        precondition(outcome != .silence)
      }
      responder.leave()
      times.append(("answer-\(kind.name)", time))
    }
    return times
  }

  /// Publishing a service that has changed, among few and among many; and the catalog's part of that.
  private static func changes() -> [(name: String, value: Double)] {
    [1000, 100_000].flatMap { count in
      let index = Servers.index(services: count)
      let services = (0..<2).map { Servers.service(Servers.name(7), instances: Servers.instances, from: $0) }
      var catalog = Catalog(sources: [.listing])
      let sets = Dictionary(
        uniqueKeysWithValues: (0..<count).map { (Servers.name($0), ServiceSet(Servers.instances(5, from: 0))) })
      _ = catalog.receive(.all(sets), from: 0, at: .zero)
      let events = (0..<2).map { [Servers.name(7): ServiceSet(Servers.instances(5, from: $0))] }
      return [
        ("publish-\(count)", median(steps: 20_000) { index.publish([.service(services[$0 & 1])]) }),
        (
          "catalog-\(count)",
          median(steps: 20_000) { _ = catalog.receive(.changed(events[$0 & 1]), from: 0, at: .zero) }
        ),
      ]
    }
  }
}
