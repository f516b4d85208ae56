internal import DNSWire

/// The TXT record of an instance: its attributes as `key=value`, RFC 6763 section 6.
struct TextRecord {
  /// The RDATA; empty where there is no attribute, for which the record has one zero octet.
  let rdata: [UInt8]
  /// Attributes that no such record can have.
  let leftOut: Int

  /// Octets of the longest character string, RFC 1035 section 3.3.
  private static let maximumStringLength = 255
  /// Octets of the longest RDATA whose record, with the longest name, fits into a message over TCP.
  private static let maximumLength = 65_000

  /// The attributes in the order of their keys, so that the same ones always make the same record. Of keys that differ only in case
  /// the first counts, RFC 6763 section 6.4.
  init(_ attributes: [String: String]) {
    var rdata: [UInt8] = []
    var seen: Set<[UInt8]> = []
    var leftOut = 0
    for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
      let string = Array(key.utf8) + [UInt8(ascii: "=")] + value.utf8
      let fits = string.count <= Self.maximumStringLength && rdata.count + 1 + string.count <= Self.maximumLength
      if Self.isKey(key), fits, attributes.count == 1 || seen.insert(key.utf8.map(\.asciiLowercased)).inserted {
        rdata.append(UInt8(string.count))
        rdata += string
      } else {
        leftOut += 1
      }
    }
    (self.rdata, self.leftOut) = (rdata, leftOut)
  }

  /// Whether a key is one: printable ASCII without `=`, RFC 6763 section 6.4.
  private static func isKey(_ key: String) -> Bool {
    !key.isEmpty && key.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
  }
}
