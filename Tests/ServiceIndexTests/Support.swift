import DNSWire
import Discovery
import ServiceIndex

/// A service with instances from the oldest on.
func service(_ name: String, _ endpoints: [String], presence: Service.Presence = .known) throws -> Service {
  let instances = try endpoints.enumerated().map { try Instance(endpoint: Endpoint($1), created: UInt64($0)) }
  return Service(name: name, instances: instances, presence: presence, sources: SourceMask(rank: 0))
}

/// The octets that `body` writes.
func octets(_ count: Int, _ body: (inout MutableRawSpan) -> Void) -> [UInt8] {
  var octets = [UInt8](repeating: 0, count: count)
  var span = octets.mutableSpan
  var bytes = unsafe span.mutableBytes
  body(&bytes)
  return octets
}

extension ServiceIndex.Reader {
  /// Lends the service called `name`, as ``withService(_:_:)`` with a label does.
  @discardableResult
  func withService<Result>(_ name: String, _ body: (borrowing PublishedService) -> Result) -> Result? {
    Array(name.utf8).withOctets { withService($0, body) }
  }

  /// Foresees the service called `name`, as ``foresee(_:at:)`` with a label does.
  mutating func foresee(_ name: String, at number: Int) {
    Array(name.utf8).withOctets { foresee($0, at: number) }
  }
}
