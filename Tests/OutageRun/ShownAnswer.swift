import ZoneFile

/// What an answer says about a service.
struct ShownAnswer: Sendable {
  /// The response code.
  let code: Int
  /// Of SRV records in the order of their priorities, of A records in any.
  let addresses: [String]
  let isOrdered: Bool
  /// Whether Extended DNS Error 3 is there (RFC 8914 section 4.4).
  let isStale: Bool
  /// Of the answer's records; absent where there are none.
  let longestTTL: Int?

  /// Reads a message; absent where libldns cannot.
  init?(_ octets: [UInt8], isOrdered: Bool) {
    guard let message = try? ParsedMessage(octets) else { return nil }
    let records = message.answer.map { $0.split(separator: " ") }.filter { $0.count > 4 }
    code = message.code
    self.isOrdered = isOrdered
    addresses = isOrdered ? Self.targets(records) : records.map { String($0[4]) }
    longestTTL = records.compactMap { Int($0[1]) }.max()
    isStale = message.extendedErrors.contains(3)
  }

  /// The hosts of SRV records as addresses: their first label has hyphens in the place of dots.
  private static func targets(_ records: [[Substring]]) -> [String] {
    let targets = records.compactMap { fields -> (priority: Int, address: String)? in
      guard fields.count == 8, let priority = Int(fields[4]) else { return nil }
      return (priority, fields[7].prefix { $0 != "." }.split(separator: "-").joined(separator: "."))
    }
    return targets.sorted { $0.priority < $1.priority }.map(\.address)
  }
}

extension ShownAnswer: CustomStringConvertible {
  var description: String { "RCODE \(code)\(isStale ? ", stale" : ""), TTL \(longestTTL ?? 0), \(addresses)" }
}
