import Discovery
import Glibc
import ServiceIndex

/// What is left of many changes: the largest resident memory before and after them.
enum Growth {
  /// Services that change in turn.
  private static let services = 1000

  static func measure(_ count: Int) throws -> [(name: String, value: Double)] {
    var catalog = Catalog(sources: [.listing])
    let index = ServiceIndex()
    change(services * 10, &catalog, index)
    let before = largestResidentOctets()
    let duration = ContinuousClock().measure { change(count, &catalog, index) }
    return [
      ("changes", Double(count)), ("seconds", duration / .seconds(1)), ("before", before),
      ("after", largestResidentOctets()),
      ("retired", Double(index.retiredOctets)),
    ]
  }

  /// Each service in turn has one to five instances.
  private static func change(_ count: Int, _ catalog: inout Catalog, _ index: ServiceIndex) {
    for step in 0..<count {
      let set = ServiceSet(Servers.instances(1 + step / services % 5, from: 0))
      index.publish(catalog.receive(.changed([Servers.name(step % services): set]), from: 0, at: .zero))
    }
  }

  private static func largestResidentOctets() -> Double {
    var usage = rusage()
    unsafe getrusage(CInt(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024
  }
}
