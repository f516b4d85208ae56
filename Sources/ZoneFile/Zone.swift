package import DNSWire

/// A zone as its file says it, in wire form.
package struct Zone: Sendable, Equatable {
  /// The zone's name: the owner of its SOA record.
  package var origin: Name
  /// The last `$TTL` before the first record, in seconds; absent where the file has none.
  package var defaultTTL: UInt32?
  /// Every RRset, the apex's SOA and NS among them, in the file's order.
  package var rrsets: [RRset]
  /// What the file says that is hardly meant.
  package var warnings: [ZoneFileError]

  /// Octets of the longest name of a zone, in wire form: an instance's, a service's and a protocol's label have to fit in front of it.
  package static let maximumOriginLength = 255 - 64 - 64 - 5

  package init(origin: Name, defaultTTL: UInt32?, rrsets: [RRset], warnings: [ZoneFileError] = []) {
    self.origin = origin
    self.defaultTTL = defaultTTL
    self.rrsets = rrsets
    self.warnings = warnings
  }
}
