/// The attributes of a row, packed as they are read.
struct PackedAttributes {
  /// How many there are, and their keys and values in the form of ``PackedInstances``.
  private(set) var packed: (count: Int, octets: [UInt8]) = (0, [])

  mutating func removeAll() {
    packed.octets.removeAll(keepingCapacity: true)
    packed.count = 0
  }

  /// Reads an object of strings. Of two values of one key the later counts.
  mutating func read(_ reader: inout JSONReader) throws(JSONError) {
    try reader.expect(UInt8(ascii: "{"), "around attributes")
    guard try !reader.take(UInt8(ascii: "}")) else { return }
    var isInOrder = true
    var last: [UInt8] = []
    repeat {
      try reader.string("an attribute's key")
      let key = reader.text
      try reader.expect(UInt8(ascii: ":"), "behind the attribute \"\(Self.text(key))\"")
      try reader.string("the attribute \"\(Self.text(key))\"")
      packed.octets.pack(text: key)
      packed.octets.pack(text: reader.text)
      isInOrder = isInOrder && (packed.count == 0 || last.lexicographicallyPrecedes(key))
      (packed.count, last) = (packed.count + 1, key)
    } while try reader.take(UInt8(ascii: ","))
    try reader.expect(UInt8(ascii: "}"), "or ',' behind an attribute")
    if !isInOrder { sort() }
  }

  /// Puts the attributes into the order of their keys, each once.
  private mutating func sort() {
    var reader = PackedReader(packed.octets)
    var values: [[UInt8]: [UInt8]] = [:]
    while !reader.isAtEnd {
      let key = reader.textOctets()
      values[key] = reader.textOctets()
    }
    removeAll()
    for (key, value) in values.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      packed.octets.pack(text: key)
      packed.octets.pack(text: value)
      packed.count += 1
    }
  }

  private static func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }
}
