import HostSystem

/// Changes services while they are asked for: one instance goes and another comes, so that every service changes again and again.
final class Churn {
  private let backends: [ControlledProgram]
  private let services: TestServices
  /// The addresses of each service now, the oldest first.
  private var addresses: [[String]]
  private var next = 0
  /// How many services were changed.
  private(set) var count = 0

  /// So many are changed in a step.
  private static let changes = 10

  /// Changes of services whose first half is one backend's and whose second the other's.
  init(_ backends: [ControlledProgram], _ services: TestServices) {
    (self.backends, self.services) = (backends, services)
    addresses = (0..<services.count).map { services.before($0) }
  }

  /// Changes some, and returns once their sources say so.
  func step(_ load: Load) throws {
    for _ in 0..<Self.changes {
      try change(next % services.count, load)
      // A step that shares no factor with their number, so that both backends' take turns.
      next += services.count / 2 + 1
    }
  }

  private func change(_ service: Int, _ load: Load) throws {
    let (old, turn) = (addresses[service], count / services.count)
    let new = "10.\(100 + turn / 250 % 100).\(service % 250).\(turn % 250 + 1)"
    let gone = old[count % old.count]
    addresses[service] = old.filter { $0 != gone } + [new]
    let (between, after) = (old + [new], addresses[service])
    load.change { truth in
      truth.services[service].add(Version(addresses: between, issued: .now))
      truth.services[service].add(Version(addresses: after, issued: .now))
    }
    let backend = backends[service < services.count / 2 ? 0 : 1]
    try backend.obey([services.register(service, new), services.remove(service, gone)])
    load.change { $0.services[service].confirm(at: .now) }
    count += 1
  }
}
