internal import DNSWire
package import Discovery
internal import HostSystem
internal import Synchronization

/// The services as fragments of answers, published to reader threads without locks. Derived from the catalog's changes.
package final class ServiceIndex: Sendable {
  private let table = PublishedTable()
  private let writer: Mutex<TableWriter>
  private let staleSources = Atomic<UInt64>(0)
  /// What a service is that is not published, as ``FragmentLayout/code(of:)``; 0 while that is not known.
  private let others = Atomic<UInt8>(0)
  private let serial: ChangeSerial

  /// An empty index.
  ///
  /// - Parameters:
  ///   - poisonsFreedMemory: overwrites memory before it is freed, for tests.
  ///   - seconds: the time, in seconds since 1970, never backwards.
  package init(poisonsFreedMemory: Bool = false, seconds: (@Sendable () -> UInt32)? = nil) {
    let clock = SteadySeconds()
    serial = ChangeSerial(seconds: seconds ?? { clock.now })
    writer = Mutex(TableWriter(table, poisons: poisonsFreedMemory))
  }

  deinit { writer.withLock { $0.freeEverything() } }

  /// Publishes changes, in order; every reader sees each of them from then on.
  package func publish(_ changes: [CatalogChange]) {
    writer.withLock { writer in
      for change in changes { publish(change, with: &writer) }
    }
  }

  private func publish(_ change: CatalogChange, with writer: inout TableWriter) {
    switch change {
    case .service(let service):
      guard let octets = FragmentEncoder.encode(service) else { return }
      service.name.withLabel { label in
        if service.presence == .known || Self.shows(label, writer) { serial.noteChange() }
        writer.insert(octets, named: label)
      }
    case .forgotten(let name):
      name.withLabel { label in
        if Self.shows(label, writer) { serial.noteChange() }
        writer.remove(label)
      }
    case .others(let presence):
      others.store(presence.map(FragmentLayout.code) ?? 0, ordering: .releasing)
    case .stale(let sources):
      staleSources.store(sources.rawValue, ordering: .releasing)
    }
  }

  /// Whether a service is published that exists: one that is known not to exist can come and go without a change of any zone.
  private static func shows(_ label: RawSpan, _ writer: borrowing TableWriter) -> Bool {
    writer.entry(label).map { PublishedService($0).presence == .known } ?? false
  }

  /// Notes that what zones show has changed in another way, such as by new zone files.
  package func noteChange() { writer.withLock { _ in serial.noteChange() } }

  /// Whether a service was asked for since this was last asked. Go on watching those that were.
  package func wasAsked(_ name: String) -> Bool {
    writer.withLock { writer in
      name.withLabel { writer.entry($0)?.counters.clear(Counter.asked) ?? false }
    }
  }

  /// Services published, those known not to exist among them.
  package var count: Int { writer.withLock { $0.count } }

  /// Octets that wait until no reader can see them.
  package var retiredOctets: Int { writer.withLock { $0.retiredOctets } }

  /// A reader for one thread or event loop, of which there are at most 64.
  package func makeReader() -> Reader { Reader(self, cell: table.claimCell()) }

  /// One thread's access to the index.
  package struct Reader: ~Copyable {
    private let index: ServiceIndex
    private let cell: Int

    fileprivate init(_ index: ServiceIndex, cell: Int) {
      self.index = index
      self.cell = cell
    }

    /// Begins an access. The thread must not wait for anything before it calls ``leave()``.
    package mutating func enter() { index.table.enter(cell) }

    /// Ends the access; nothing is read until ``enter()``.
    package mutating func leave() { index.table.leave(cell) }

    /// Lends the service with a name in lower case to `body`; between ``enter()`` and ``leave()`` only.
    ///
    /// - Returns: what `body` returns; absent where nothing is published under that name.
    package func withService<Result>(_ label: RawSpan, _ body: (borrowing PublishedService) -> Result) -> Result? {
      guard let entry = index.table.entry(label, label.keyedHash) else { return nil }
      return body(PublishedService(entry))
    }

    /// What a service is that is not published; absent where a question for it has to wait.
    package var others: Service.Presence? {
      let code = index.others.load(ordering: .acquiring)
      return code == 0 ? nil : FragmentLayout.presence(of: code)
    }

    /// A serial number that rises within a second of every change.
    package var serial: UInt32 { index.serial.value }

    /// Whether one of these sources is gone.
    package func isStale(_ sources: SourceMask) -> Bool {
      index.staleSources.load(ordering: .relaxed) & sources.rawValue != 0
    }
  }
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
