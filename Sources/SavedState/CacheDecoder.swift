package import Discovery

/// Reads what a ``CacheEncoder`` has written.
package struct CacheDecoder {
  private var reader: OctetReader

  /// What was known, and when that was, since 1970.
  ///
  /// - Throws: ``CacheError`` where the octets are not what an encoder writes, to the last one.
  package static func decode(_ octets: [UInt8]) throws(CacheError) -> (saved: SavedCatalog, time: Duration) {
    var decoder = CacheDecoder(reader: OctetReader(octets))
    let time = try decoder.reader.duration()
    let sources = try decoder.each { decoder throws(CacheError) in try decoder.source() }
    let recent = try decoder.each { decoder throws(CacheError) in
      (try decoder.reader.text(), try decoder.reader.duration())
    }
    guard decoder.reader.isAtEnd else { throw .malformed }
    return (SavedCatalog(sources: sources, recent: Dictionary(recent) { max($0, $1) }), time)
  }

  private mutating func each<Element>(
    _ read: (inout CacheDecoder) throws(CacheError) -> Element
  ) throws(CacheError) -> [Element] {
    var elements: [Element] = []
    for _ in 0..<(try reader.count()) { elements.append(try read(&self)) }
    return elements
  }

  private mutating func source() throws(CacheError) -> SavedCatalog.Source {
    SavedCatalog.Source(
      name: try reader.text(), services: try each { decoder throws(CacheError) in try decoder.service() })
  }

  private mutating func service() throws(CacheError) -> SavedCatalog.Service {
    let (name, age, leadership) = (try reader.text(), try reader.duration(), try leadership())
    let instances = try each { decoder throws(CacheError) in try decoder.instance() }
    return SavedCatalog.Service(name: name, set: ServiceSet(settled: instances, leadership).packed, age: age)
  }

  private mutating func leadership() throws(CacheError) -> ServiceSet.Leadership {
    switch try reader.number() {
    case 0: .oldest
    case 1: .appointed(nil)
    case 2: .appointed(try endpoint())
    default: throw .malformed
    }
  }

  private mutating func instance() throws(CacheError) -> Instance {
    let (endpoint, created, weight) = (try endpoint(), try reader.number(), try reader.shortNumber())
    let attributes = try each { decoder throws(CacheError) in (try decoder.reader.text(), try decoder.reader.text()) }
    return Instance(
      endpoint: endpoint, created: created, attributes: Dictionary(attributes) { $1 },
      tags: try each { decoder throws(CacheError) in try decoder.reader.text() }, weight: weight)
  }

  private mutating func endpoint() throws(CacheError) -> Endpoint {
    let address = try address()
    return Endpoint(address: address, port: try reader.shortNumber())
  }

  private mutating func address() throws(CacheError) -> Address {
    switch try reader.number() {
    case 4:
      guard let number = UInt32(exactly: try reader.number()) else { throw .malformed }
      return .ipv4(number)
    case 6: return .ipv6(high: try reader.number(), low: try reader.number())
    case 0: return .host(try reader.text())
    default: throw .malformed
    }
  }
}
