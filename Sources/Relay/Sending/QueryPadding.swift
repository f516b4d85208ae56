internal import DNSWire

/// Padding of queries over TLS, so that their lengths say little of what is asked (RFC 7830).
enum QueryPadding {
  /// Queries are of a multiple of this length, RFC 8467 section 4.1.
  static let block = 128
  /// The number of the padding option, RFC 7830 section 3.
  static let code: UInt16 = 12

  /// A query with padding, where it ends in an OPT record without options; else as it is.
  static func padded(_ query: [UInt8]) -> [UInt8] {
    guard query.count > Header.length + EDNS.recordLength, query[11] == 1, query.suffix(2) == [0, 0] else {
      return query
    }
    let used = query.count + EDNS.optionHeadLength
    let padding = (block - used % block) % block
    let option = [code, UInt16(padding)].flatMap(\.octets) + [UInt8](repeating: 0, count: padding)
    return query.dropLast(2) + UInt16(option.count).octets + option
  }
}

extension UInt16 {
  /// In network order.
  var octets: [UInt8] { [UInt8(self >> 8), UInt8(truncatingIfNeeded: self)] }
}
