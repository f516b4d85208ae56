internal import Discoverd
internal import Discovery

/// The instances that are registered: discoverd's state, in memory. A value: calls and time in, changes out.
struct Registry {
  /// A registration as it is kept.
  struct Entry: Equatable {
    /// Absent where the client sent null, which it gets back.
    var attributes: [String: String]?
    var created: UInt64
    var expires: Duration
  }

  /// What subscribers are told.
  struct Change: Equatable {
    let name: String
    let address: String
    /// As it was before; absent where the instance is new.
    var old: Entry?
    /// Absent where the instance is gone.
    let entry: Entry?
  }

  private(set) var services: [String: [String: Entry]] = [:]
  /// What the second API knows of services.
  var configurations: [String: ServiceConfiguration] = [:]
  /// The age that the next new instance gets; no number is given twice.
  private(set) var nextCreated: UInt64
  private let externalAddress: String?
  private var count = 0
  /// An instance lives this long after its last heartbeat.
  var lifetime = Self.usualLifetime

  /// An instance lives this long after its last heartbeat, of which one every five seconds is expected: the original's time.
  static let usualLifetime = Duration.seconds(10)
  /// A look for instances whose time is over that comes so late was held up by a stopped process or host, and so were heartbeats.
  static let standstill = Duration.seconds(2)
  /// Between two such looks, though nobody's time is over: a standstill that ends just after somebody's time is over is seen, too.
  /// What is shorter than both together an instance survives, of whose life a heartbeat leaves five seconds.
  static let lookInterval = Duration.seconds(2)
  /// As many instances may be registered: a hundred times those of a large host.
  static let maximumInstances = 100_000
  /// Octets of all attributes of an instance, keys and values.
  static let maximumAttributes = 16 << 10

  /// A registry that gives ages from `nextCreated` on, and completes addresses without host by `externalAddress`.
  init(nextCreated: UInt64 = 1, externalAddress: String? = nil) {
    (self.nextCreated, self.externalAddress) = (nextCreated, externalAddress)
  }

  /// Registers an instance, or takes its heartbeat.
  ///
  /// - Returns: the address as it is registered, and a change unless nothing changed.
  /// - Throws: ``RegistryError`` in the original's words where it has any.
  mutating func register(
    _ name: String, _ address: String, _ attributes: [String: String]?, at now: Duration
  ) throws(RegistryError) -> (address: String, change: Change?) {
    let address = try expand(address)
    try check(name, address, attributes)
    let old = services[name]?[address]
    guard old != nil || count < Self.maximumInstances else { throw .tooMany }
    let entry = Entry(
      attributes: attributes, created: old?.created ?? nextCreated, expires: now + lifetime)
    services[name, default: [:]][address] = entry
    if old == nil { (nextCreated, count) = (nextCreated + 1, count + 1) }
    let isUnchanged = old != nil && old?.attributes == attributes
    return (address, isUnchanged ? nil : Change(name: name, address: address, old: old, entry: entry))
  }

  /// Takes an instance back.
  mutating func unregister(_ name: String, _ address: String) throws(RegistryError) -> Change {
    let address = try expand(address)
    guard services[name]?[address] != nil else { throw .notFound(name, address, index: nextCreated - 1) }
    return remove(name, address)
  }

  /// Removes the instances whose time is over; after a standstill all live on for as long as after a restart.
  ///
  /// - Parameters:
  ///   - now: the time.
  ///   - due: when this look should have been.
  /// - Returns: what has changed.
  mutating func expire(at now: Duration, due: Duration) -> [Change] {
    if now - due >= Self.standstill { prolong(from: now) }
    return services.flatMap { name, entries in entries.filter { $0.value.expires <= now }.map { (name, $0.key) } }
      .sorted { $0 < $1 }.map { remove($0.0, $0.1) }
  }

  /// Has each instance live for one lifetime from now on.
  mutating func prolong(from now: Duration) {
    for (name, entries) in services {
      services[name] = entries.mapValues { entry in
        var entry = entry
        entry.expires = now + lifetime
        return entry
      }
    }
  }

  /// When to look next; absent where nothing is registered.
  func nextLook(after now: Duration) -> Duration? { nextExpiry.map { min($0, now + Self.lookInterval) } }

  /// When the next instance's time is over, if no heartbeat comes.
  var nextExpiry: Duration? { services.values.lazy.flatMap(\.values).map(\.expires).min() }

  /// Puts an instance back that was kept over a restart.
  mutating func restore(_ name: String, _ address: String, _ entry: Entry) {
    guard services[name]?[address] == nil else { return }
    services[name, default: [:]][address] = entry
    count += 1
    nextCreated = max(nextCreated, entry.created + 1)
  }

  /// Removes an instance that is there.
  mutating func remove(_ name: String, _ address: String) -> Change {
    let old = services[name]?.removeValue(forKey: address)
    if services[name]?.isEmpty == true { services[name] = nil }
    count -= 1
    return Change(name: name, address: address, old: old, entry: nil)
  }

  private func expand(_ address: String) throws(RegistryError) -> String {
    guard !address.isEmpty else { throw .noAddress }
    guard address.hasPrefix(":") else { return address }
    guard let externalAddress else { throw .noHost }
    return externalAddress + address
  }

  private func check(_ name: String, _ address: String, _ attributes: [String: String]?) throws(RegistryError) {
    guard Registration.isServiceName(name) else { throw .badName(name) }
    guard (try? Endpoint(address)) != nil else { throw .badAddress(address) }
    let size = (attributes ?? [:]).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    guard size <= Self.maximumAttributes else { throw .largeAttributes }
  }
}
