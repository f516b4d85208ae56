/// Reads the form of ``PackedInstances``, which this program has written itself.
struct PackedReader {
  private let octets: [UInt8]
  /// Where the next octet is.
  private(set) var offset = 0

  init(_ octets: [UInt8]) { self.octets = octets }

  /// Whether all has been read.
  var isAtEnd: Bool { offset == octets.count }

  /// The next octet.
  var peek: UInt8 { octets[offset] }

  mutating func number() -> UInt64 {
    var (number, shift): (UInt64, UInt64) = (0, 0)
    while true {
      let octet = octets[offset]
      offset += 1
      number |= UInt64(octet & 0x7F) << shift
      if octet < 0x80 { return number }
      shift += 7
    }
  }

  mutating func count() -> Int { Int(number()) }

  mutating func instance() -> Instance {
    let head = peek
    let endpoint = endpoint()
    let created = number()
    let weight: UInt16 = head & PackedInstances.hasWeight == 0 ? 1 : fixed()
    return Instance(
      endpoint: endpoint, created: created, attributes: head & PackedInstances.hasAttributes == 0 ? [:] : attributes(),
      tags: head & PackedInstances.hasTags == 0 ? [] : (0..<count()).map { _ in text() }, weight: weight)
  }

  /// Reads an instance's endpoint and age and steps over the rest.
  mutating func identity() -> (endpoint: Endpoint, created: UInt64) {
    let head = peek
    let endpoint = endpoint()
    let created = number()
    skip(partsOf: head)
    return (endpoint, created)
  }

  /// Steps over an instance.
  mutating func skipInstance() {
    let head = peek
    offset += 1
    switch head & PackedInstances.addressKind {
    case PackedInstances.ipv4: offset += 4
    case PackedInstances.ipv6: offset += 16
    default: offset += count()
    }
    offset += 2
    _ = number()
    skip(partsOf: head)
  }

  private mutating func skip(partsOf head: UInt8) {
    if head & PackedInstances.hasWeight != 0 { offset += 2 }
    if head & PackedInstances.hasAttributes != 0 { skipTexts(2 * count()) }
    if head & PackedInstances.hasTags != 0 { skipTexts(count()) }
  }

  private mutating func skipTexts(_ texts: Int) { for _ in 0..<texts { offset += count() } }

  private mutating func endpoint() -> Endpoint {
    let head = peek
    offset += 1
    let address: Address
    switch head & PackedInstances.addressKind {
    case PackedInstances.ipv4: address = .ipv4(fixed())
    case PackedInstances.ipv6: address = .ipv6(high: fixed(), low: fixed())
    default: address = .host(text())
    }
    return Endpoint(address: address, port: fixed())
  }

  private mutating func attributes() -> [String: String] {
    var attributes: [String: String] = [:]
    for _ in 0..<count() {
      let key = text()
      attributes[key] = text()
    }
    return attributes
  }

  /// Reads the octets of a text.
  mutating func textOctets() -> [UInt8] { Array(slice()) }

  private mutating func text() -> String { String(decoding: slice(), as: UTF8.self) }

  private mutating func slice() -> ArraySlice<UInt8> {
    let length = count()
    defer { offset += length }
    return octets[offset..<(offset + length)]
  }

  private mutating func fixed<Number: FixedWidthInteger>() -> Number {
    var number: Number = 0
    for _ in 0..<(Number.bitWidth / 8) {
      number = number << 8 | Number(octets[offset])
      offset += 1
    }
    return number
  }
}
