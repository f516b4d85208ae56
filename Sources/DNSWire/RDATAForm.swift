/// Where names and strings stand in RDATA: names are compressed by some upstreams, and both have to be whole.
package struct RDATAForm: Equatable {
  /// Octets in front of the names.
  package private(set) var prefix = 0
  /// Character strings behind these; of ``anyStrings`` as many as there are, up to the end.
  package private(set) var strings = 0
  /// Names behind these.
  package private(set) var names = 0
  /// Octets behind the names; absent where any number may follow.
  package private(set) var suffix: Int?

  /// In the place of a number of strings.
  package static let anyStrings = -1

  /// RDATA of which nothing is known, RFC 3597 section 4: no name in it is compressed.
  package static let unknown = RDATAForm()

  /// The form of a type's RDATA; of types that came after RFC 3597 only those with names that others may point to.
  package init(of type: RecordType) {
    switch type.rawValue {
    case 1: self.init(suffix: 4)  // A
    case 28: self.init(suffix: 16)  // AAAA
    case 2, 3, 4, 5, 7, 8, 9, 12, 39: self.init(names: 1, suffix: 0)  // NS MD MF CNAME MB MG MR PTR DNAME
    case 6: self.init(names: 2, suffix: 20)  // SOA
    case 13: self.init(strings: 2, suffix: 0)  // HINFO
    case 16, 99: self.init(strings: Self.anyStrings, suffix: 0)  // TXT SPF
    case 14, 17, 58: self.init(names: 2, suffix: 0)  // MINFO RP TALINK
    case 15, 18, 21, 36, 107: self.init(prefix: 2, names: 1, suffix: 0)  // MX AFSDB RT KX LP
    case 26: self.init(prefix: 2, names: 2, suffix: 0)  // PX
    case 33: self.init(prefix: 6, names: 1, suffix: 0)  // SRV
    case 35: self.init(prefix: 4, strings: 3, names: 1, suffix: 0)  // NAPTR
    case 24, 46: self.init(prefix: 18, names: 1)  // SIG RRSIG
    case 30, 47: self.init(names: 1)  // NXT NSEC
    case 64, 65: self.init(prefix: 2, names: 1)  // SVCB HTTPS
    default: self = .unknown
    }
  }

  private init(prefix: Int = 0, strings: Int = 0, names: Int = 0, suffix: Int? = nil) {
    (self.prefix, self.strings, self.names, self.suffix) = (prefix, strings, names, suffix)
  }
}
