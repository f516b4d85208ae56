package import DNSWire
internal import ZoneFile

/// Names that never leave the host where others are handed on: zones that every resolver has for itself.
package struct LocalZones: Sendable {
  /// The zones, none of which shows services.
  let zones: [ServedZone]
  /// Names that are asked elsewhere, with all beneath, though they lie in one of these zones.
  let holes: [Name]

  /// No zones: all names are handed on.
  package static let none = LocalZones(zones: [], holes: [])

  private init(zones: [ServedZone], holes: [Name]) { (self.zones, self.holes) = (zones, holes) }

  /// The zones that there always are, and those of private addresses.
  ///
  /// - Parameters:
  ///   - hasPrivateAddresses: whether names of private addresses are answered here: nobody outside knows them.
  ///   - rules: domains with upstream resolvers of their own: private names at one or beneath it are asked there.
  /// - Throws: what is wrong with the text of one.
  package init(hasPrivateAddresses: Bool, except rules: [Name]) throws {
    let origins = hasPrivateAddresses ? Self.privateOrigins : []
    let isPrivate: (Name) -> Bool = { origin in !rules.contains { origin.isEqual(toOrBeneath: $0) } }
    let special = try Self.special.map { try Self.zone($0.origin, $0.records) }
    zones = try special + origins.filter { isPrivate(try Name($0)) }.map { try Self.zone($0) }
    holes = rules
  }

  /// The zone for whose names nobody else is ever asked that a domain lies in; absent where it may have upstream resolvers of its own.
  /// One that exists nowhere else, such as Tor's, may.
  package static func origin(keeping domain: Name) -> Name? {
    special.lazy.filter { $0.origin != replaceable }.compactMap { try? Name($0.origin) }
      .first { domain.isEqual(toOrBeneath: $0) }
  }

  /// Tor answers it on a port of its own (DNSPort), for who asks there on purpose.
  private static let replaceable = "onion"

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
