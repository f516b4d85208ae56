import DNSWire

/// Records as an upstream sends them, to be put into relayed answers.
enum RelayedRecords {
  /// An A record of the question's name, by a pointer to it.
  static func address(_ last: UInt8, owner: [UInt8] = [0xC0, 12]) -> [UInt8] {
    owner + [0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, last]
  }

  /// A record of the question's name with this RDATA.
  static func record(_ type: UInt16, _ rdata: [UInt8], owner: [UInt8] = [0xC0, 12]) -> [UInt8] {
    owner + [
      UInt8(type >> 8), UInt8(type & 0xFF), 0, 1, 0, 0, 0, 60, UInt8(rdata.count >> 8), UInt8(rdata.count & 0xFF),
    ]
      + rdata
  }

  /// The SOA record of `com` for a question of `example.com`, by a pointer to that name's last label.
  static let soa = record(
    6, [0xC0, 20, 0xC0, 20] + [UInt8](repeating: 0, count: 19) + [9], owner: [0xC0, 20])
}
