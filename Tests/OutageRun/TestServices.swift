/// The services of a scenario, before an outage and after it.
struct TestServices: Sendable {
  /// How many.
  let count: Int

  var names: [String] { (0..<count).map { "s\($0)" } }

  /// The addresses of a service's first instances, the oldest first.
  func before(_ service: Int) -> [String] { (0..<3).map { Self.address(service, $0) } }

  /// Those that are left after one has gone, every other time the leader, and one has come.
  func after(_ service: Int) -> [String] {
    before(service).filter { $0 != gone(service) } + [new(service)]
  }

  /// Both together, as they are for a moment.
  func between(_ service: Int) -> [String] { before(service) + [new(service)] }

  /// The instance that goes.
  func gone(_ service: Int) -> String { Self.address(service, service % 2) }

  /// The instance that comes.
  func new(_ service: Int) -> String { Self.address(service, 3) }

  private static func address(_ service: Int, _ instance: Int) -> String {
    "10.\(service / 200).\(service % 200).\(instance + 1)"
  }

  /// Every instance has this port.
  static let port = 8080

  /// The line that registers an instance.
  func register(_ service: Int, _ address: String) -> String { "register s\(service) \(address):\(Self.port)" }

  /// The line that takes one back.
  func remove(_ service: Int, _ address: String) -> String { "remove s\(service) \(address):\(Self.port)" }

  /// Lines that register all of a time.
  func registering(_ addresses: (Int) -> [String]) -> [String] {
    (0..<count).flatMap { service in addresses(service).map { register(service, $0) } }
  }

  /// Lines that make what is after out of what is before.
  var changing: [String] {
    (0..<count).flatMap { [register($0, new($0)), remove($0, gone($0))] }
  }
}
