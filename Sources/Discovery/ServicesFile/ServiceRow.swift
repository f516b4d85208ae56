/// One row of a services file: reads its members, and packs them. One is used for all rows, so that its memory is, too.
struct ServiceRow {
  /// The service's name, as it is spelled.
  private(set) var service: [UInt8] = []
  /// The line on which the row begins.
  private(set) var line = 0
  private var endpoint: Endpoint?
  private var created: UInt64?
  private var attributes = PackedAttributes()
  private var tags: (count: Int, octets: [UInt8]) = (0, [])
  private var seen: UInt8 = 0

  /// Reads the next row, the `number`th.
  mutating func read(_ reader: inout JSONReader) throws(JSONError) {
    try reader.expect(UInt8(ascii: "{"), "at the start of an instance")
    reset(line: reader.line)
    if try !reader.take(UInt8(ascii: "}")) {
      repeat { try readMember(&reader) } while try reader.take(UInt8(ascii: ","))
      try reader.expect(UInt8(ascii: "}"), "or ',' behind a member")
    }
    guard !service.isEmpty else { throw JSONError(line: line, message: "expected the key \"service\"") }
    guard endpoint != nil else { throw JSONError(line: line, message: "expected the key \"address\"") }
  }

  /// Appends the instance to `octets`; where it does not say how old it is, its age is `number`.
  func pack(to octets: inout [UInt8], number: UInt64) {
    guard let endpoint else { return }
    octets.pack(endpoint, created: created ?? number, weight: 1, attributes: attributes.packed, tags: tags)
  }

  private mutating func reset(line: Int) {
    self.line = line
    (endpoint, created, seen) = (nil, nil, 0)
    service.removeAll(keepingCapacity: true)
    attributes.removeAll()
    if tags.count > 0 { tags = (0, []) }
  }

  private enum Key: UInt8, CaseIterable { case service, address, created, attributes, tags }

  private static let keys: [(octets: [UInt8], key: Key)] = Key.allCases.map { (Array("\($0)".utf8), $0) }

  private mutating func readMember(_ reader: inout JSONReader) throws(JSONError) {
    try reader.string("a key")
    guard let key = Self.keys.first(where: { $0.octets == reader.text })?.key else { throw unknown(&reader) }
    guard seen & 1 << key.rawValue == 0 else { throw reader.error("the key \"\(key)\" twice in one instance") }
    seen |= 1 << key.rawValue
    try reader.expect(UInt8(ascii: ":"), "behind the key \"\(key)\"")
    switch key {
    case .service: try readService(&reader)
    case .address: try readEndpoint(&reader)
    case .created: created = try reader.unsigned("created")
    case .attributes: try attributes.read(&reader)
    case .tags: try readTags(&reader)
    }
  }

  private func unknown(_ reader: inout JSONReader) -> JSONError {
    reader.error(
      "unknown key \"\(String(decoding: reader.text, as: UTF8.self))\"; expected \"service\", \"address\", "
        + "\"created\", \"attributes\" or \"tags\"")
  }

  private mutating func readService(_ reader: inout JSONReader) throws(JSONError) {
    try reader.string("service")
    guard (1...255).contains(reader.text.count) else {
      throw reader.error("expected a service name of 1 to 255 octets")
    }
    service += reader.text
  }

  private mutating func readEndpoint(_ reader: inout JSONReader) throws(JSONError) {
    try reader.string("address")
    do throws(AddressError) {
      endpoint = Endpoint(usualForm: reader.text)
      if endpoint == nil { endpoint = try Endpoint(String(decoding: reader.text, as: UTF8.self)) }
    } catch {
      throw reader.error("address \(error)")
    }
  }

  private mutating func readTags(_ reader: inout JSONReader) throws(JSONError) {
    try reader.expect(UInt8(ascii: "["), "around tags")
    guard try !reader.take(UInt8(ascii: "]")) else { return }
    repeat {
      try reader.string("a tag")
      tags.octets.pack(text: reader.text)
      tags.count += 1
    } while try reader.take(UInt8(ascii: ","))
    try reader.expect(UInt8(ascii: "]"), "or ',' behind a tag")
  }
}
