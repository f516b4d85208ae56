package import DNSWire
internal import ZoneFile

/// Names that never leave the host where others are handed on: zones that every resolver has for itself.
package enum LocalZones {
  /// The zones that there always are, and those of private addresses.
  ///
  /// - Parameters:
  ///   - hasPrivateAddresses: whether names of private addresses are answered here: nobody outside knows them.
  ///   - rules: zones with upstream resolvers of their own: what lies at, above or beneath one is asked there.
  /// - Returns: the zones, none of which shows services.
  /// - Throws: what is wrong with the text of one.
  package static func zones(hasPrivateAddresses: Bool, except rules: [Name]) throws -> [ServedZone] {
    let isPrivate: (Name) -> Bool = { origin in
      hasPrivateAddresses
        && !rules.contains { $0.isEqual(toOrBeneath: origin) || origin.isEqual(toOrBeneath: $0) }
    }
    let special = try special.map { try zone($0.origin, $0.records) }
    return try special + privateOrigins.filter { isPrivate(try Name($0)) }.map { try zone($0) }
  }

  /// A zone of records beneath the SOA and NS that RFC 6303 section 3 gives all of them.
  private static func zone(_ origin: String, _ records: String = "") throws -> ServedZone {
    let text = """
      $ORIGIN \(origin).
      $TTL 10800
      @ SOA @ nobody.invalid. 1 3600 1200 604800 10800
      @ NS @
      \(records)

      """
    return try ServedZone(Zone(parsing: Array(text.utf8), file: origin), isStatic: true)
  }

  /// Zones that there always are.
  private static let special: [(origin: String, records: String)] = [
    // RFC 6761 section 6.3: this host, under any name beneath.
    ("localhost", "@ A 127.0.0.1\n@ AAAA ::1\n* A 127.0.0.1\n* AAAA ::1"),
    ("127.in-addr.arpa", "* PTR localhost."),
    ("1." + nibbles("0", count: 31) + "ip6.arpa", "@ PTR localhost."),
    // RFC 6761 section 6.4 and RFC 7686 section 2: there is no such name.
    ("invalid", ""),
    ("onion", ""),
    // RFC 9462 sections 6.1 and 6.4: no data at any name, so that nobody learns from here how to go around us. The record gives the
    // wildcard its name without giving it data (RFC 4592 section 4.2.1).
    ("resolver.arpa", "under.* TXT \"\""),
  ]

  /// The zones of private and special addresses, RFC 6303 section 4 and RFC 7793.
  private static let privateOrigins: [String] =
    ["10", "168.192", "254.169", "0", "255.255.255.255"].map { $0 + ".in-addr.arpa" }
    + (16...31).map { "\($0).172.in-addr.arpa" }
    + (64...127).map { "\($0).100.in-addr.arpa" }
    + ["d.f", "c.f", "8.e.f", "9.e.f", "a.e.f", "b.e.f"].map { $0 + ".ip6.arpa" }
    + [nibbles("0", count: 32) + "ip6.arpa"]

  /// So many labels of one digit.
  private static func nibbles(_ digit: String, count: Int) -> String {
    String(repeating: digit + ".", count: count)
  }
}
