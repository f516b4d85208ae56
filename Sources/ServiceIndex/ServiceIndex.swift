internal import DNSWire
package import Discovery
internal import HostSystem
internal import Synchronization

/// The services as fragments of answers, published to reader threads without locks. Derived from the catalog's changes.
@usableFromInline package final class ServiceIndex: Sendable {
  let table = PublishedTable()
  private let priorities: SRVPriorities
  private let writer: Mutex<Writer>
  let staleSources = Atomic<UInt64>(SourceMask.failing.rawValue)
  /// What a service is that is not published, as ``FragmentLayout/code(of:)``; 0 while that is not known.
  let others = Atomic<UInt8>(0)
  let serial: ChangeSerial
  /// A serial number that rises within a second of every change.
  package var changeSerial: UInt32 { serial.value }
  let attributesLeftOut = Atomic<Int>(0)

  /// What one thread at a time writes with.
  private struct Writer {
    var table: TableWriter
    /// Absent while nobody asks for the names of addresses.
    var hostNames: HostNames?
  }

  /// An empty index.
  ///
  /// - Parameters:
  ///   - priorities: what SRV records say of the order of instances.
  ///   - poisonsFreedMemory: overwrites memory before it is freed, for tests.
  ///   - seconds: the time, in seconds since 1970, never backwards.
  package init(
    priorities: SRVPriorities = SRVPriorities(), poisonsFreedMemory: Bool = false,
    seconds: (@Sendable () -> UInt32)? = nil
  ) {
    self.priorities = priorities
    let clock = SteadySeconds()
    serial = ChangeSerial(seconds: seconds ?? { clock.now })
    writer = Mutex(Writer(table: TableWriter(table, poisons: poisonsFreedMemory)))
  }

  deinit { writer.withLock { $0.table.freeEverything() } }

  /// Publishes changes, in order; every reader sees each of them from then on.
  package func publish(_ changes: [CatalogChange]) {
    writer.withLock { writer in
      for change in changes { publish(change, with: &writer) }
    }
  }

  private func publish(_ change: CatalogChange, with writer: inout Writer) {
    switch change {
    case .service(let service): publish(service, with: &writer)
    case .forgotten(let name):
      name.withLabel { label in
        if writer.table.isListed(label) { serial.noteChange() }
        writer.table.remove(label)
      }
      publishHosts(of: name, nil, with: &writer)
    case .others(let presence):
      others.store(presence.map(FragmentLayout.code) ?? 0, ordering: .releasing)
    case .stale(let sources):
      staleSources.store(sources.union(.failing).rawValue, ordering: .releasing)
    }
  }

  /// Publishes a service. One that is known not to exist can come and go without a change of any zone.
  private func publish(_ service: Service, with writer: inout Writer) {
    guard let (octets, leftOut) = FragmentEncoder.encode(service, priorities.priority(of: service.name)) else { return }
    attributesLeftOut.add(leftOut, ordering: .relaxed)
    let isKnown = service.presence == .known
    service.name.withLabel { label in
      if isKnown || writer.table.isListed(label) { serial.noteChange() }
      writer.table.insert(octets, named: label, isListed: isKnown)
    }
    publishHosts(of: service.name, service, with: &writer)
  }

  /// Follows the host names of addresses from now on; where this returns true, all services have to be published again.
  @discardableResult
  package func trackHostNames() -> Bool {
    writer.withLock { writer in
      guard writer.hostNames == nil else { return false }
      writer.hostNames = HostNames()
      return true
    }
  }

  private func publishHosts(of name: String, _ service: Service?, with writer: inout Writer) {
    guard writer.hostNames != nil else { return }
    for change in writer.hostNames?.update(name, service?.instances ?? []) ?? [] {
      let octets = change.service.flatMap { PublishedHost.encode(change.address, service: $0) }
      AddressKey(change.address).withOctets { label in
        if let octets {
          writer.table.insert(octets, named: label, isListed: false)
        } else {
          writer.table.remove(label)
        }
      }
    }
  }

  /// Notes that what zones show has changed in another way, such as by new zone files.
  package func noteChange() { writer.withLock { _ in serial.noteChange() } }

  /// Whether a service was asked for since this was last asked. Go on watching those that were.
  package func wasAsked(_ name: String) -> Bool {
    writer.withLock { writer in
      name.withLabel { writer.table.entry($0)?.counters.clear(Counter.asked) ?? false }
    }
  }

  /// Entries published: services, those known not to exist among them, and the names of addresses.
  package var count: Int { writer.withLock { $0.table.count } }

  /// Octets that wait until no reader can see them.
  package var retiredOctets: Int { writer.withLock { $0.table.retiredOctets } }

  /// As many readers may be made.
  package static var maximumReaders: Int { PublishedTable.maximumReaders }

  /// A reader for one thread or event loop, of which there are at most ``maximumReaders``.
  package func makeReader() -> Reader { Reader(self, cell: table.claimCell()) }
}

/// The counters of a service, by their place.
enum Counter {
  static let ipv4Rotation = 0
  static let ipv6Rotation = 1
  static let asked = 2
  static let count = 3
}

extension String {
  /// Lends the name's octets.
  fileprivate func withLabel<Result>(_ body: (RawSpan) -> Result) -> Result {
    Array(utf8).withOctets(body)
  }
}
