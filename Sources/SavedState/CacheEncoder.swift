package import Discovery

/// Writes what a catalog knows as octets.
package struct CacheEncoder {
  private var writer = OctetWriter()

  /// The octets of what was known at `time` since 1970.
  package static func encode(_ saved: SavedCatalog, at time: Duration) -> [UInt8] {
    var encoder = CacheEncoder()
    encoder.writer.write(time)
    encoder.writeEach(saved.sources) { $0.write($1) }
    encoder.writeEach(saved.recent.sorted { $0.key < $1.key }) {
      $0.writer.write($1.key)
      $0.writer.write($1.value)
    }
    return encoder.writer.octets
  }

  private mutating func writeEach<Element>(
    _ elements: some Collection<Element>, _ write: (inout CacheEncoder, Element) -> Void
  ) {
    writer.write(count: elements.count)
    for element in elements { write(&self, element) }
  }

  private mutating func write(_ source: SavedCatalog.Source) {
    writer.write(source.name)
    writeEach(source.services) { $0.write($1) }
  }

  private mutating func write(_ service: SavedCatalog.Service) {
    writer.write(service.name)
    writer.write(service.age)
    write(service.set.leadership)
    writeEach(service.set.instances) { $0.write($1) }
  }

  private mutating func write(_ leadership: ServiceSet.Leadership) {
    switch leadership {
    case .oldest: writer.write(0)
    case .appointed(nil): writer.write(1)
    case .appointed(let endpoint?):
      writer.write(2)
      write(endpoint)
    }
  }

  private mutating func write(_ instance: Instance) {
    write(instance.endpoint)
    writer.write(instance.created)
    writer.write(UInt64(instance.weight))
    writeEach(instance.attributes) {
      $0.writer.write($1.key)
      $0.writer.write($1.value)
    }
    writeEach(instance.tags) { $0.writer.write($1) }
  }

  private mutating func write(_ endpoint: Endpoint) {
    switch endpoint.address {
    case .ipv4(let number):
      writer.write(4)
      writer.write(UInt64(number))
    case .ipv6(let high, let low):
      writer.write(6)
      writer.write(high)
      writer.write(low)
    case .host(let name):
      writer.write(0)
      writer.write(name)
    }
    writer.write(UInt64(endpoint.port))
  }
}
