internal import DNSWire
package import Discovery
internal import Synchronization

extension ServiceIndex {
  /// One thread's access to the index.
  @usableFromInline package struct Reader: ~Copyable {
    let index: ServiceIndex
    private let cell: Int
    var foreseen = ForeseenEntries()

    init(_ index: ServiceIndex, cell: Int) {
      self.index = index
      self.cell = cell
    }

    /// Begins an access. The thread must not wait for anything before it calls ``leave()``.
    package mutating func enter() { index.table.enter(cell) }

    /// Ends the access; nothing is read until ``enter()``.
    package mutating func leave() {
      foreseen.forget()
      index.table.leave(cell)
    }

    /// Lends the service with a name in lower case to `body`; between ``enter()`` and ``leave()`` only.
    ///
    /// - Returns: what `body` returns; absent where nothing is published under that name.
    @inlinable package func withService<Result>(
      _ label: RawSpan, _ body: (borrowing PublishedService) -> Result
    ) -> Result? {
      guard let entry = entry(label) else { return nil }
      return body(PublishedService(entry))
    }

    @usableFromInline func entry(_ label: RawSpan) -> Entry? {
      // An address is called by a name that begins with a zero octet; a label may, too.
      guard label.octet(at: 0) != 0 else { return nil }
      return foreseen.entry(label) ?? index.table.entry(label, NameHash.of(label))
    }

    /// Lends the name of an address's host to `body`; between ``enter()`` and ``leave()`` only.
    package func withHost<Result>(_ address: Address, _ body: (borrowing PublishedHost) -> Result) -> Result? {
      let name = AddressKey(address)
      return name.withOctets { label in
        guard let entry = index.table.entry(label, NameHash.of(label)) else { return nil }
        return body(PublishedHost(entry))
      }
    }

    /// Lends the services that exist to `body`, one after another, until it returns false. A service that comes or goes meanwhile
    /// may be missing; none comes twice.
    package func forEachService(_ body: (borrowing PublishedService) -> Bool) {
      index.table.forEachListed { body(PublishedService($0)) }
    }

    /// How many services exist.
    package var serviceCount: Int { index.table.listedCount.load(ordering: .relaxed) }

    /// Attributes that had no place in a TXT record, counted at each change of their service.
    package var attributesLeftOut: Int { index.attributesLeftOut.load(ordering: .relaxed) }

    /// Seconds since the newest change.
    package var secondsSinceChange: Int { index.serial.secondsSinceChange }

    /// The sources that are gone.
    package var goneSources: SourceMask {
      SourceMask(rawValue: index.staleSources.load(ordering: .relaxed)).subtracting(.failing)
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
