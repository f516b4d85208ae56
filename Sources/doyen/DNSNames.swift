internal import DNSWire

extension RecordType {
  /// Its mnemonic, and for types without one here TYPE and the number (RFC 3597 section 5).
  var text: String { Self.mnemonics[rawValue] ?? "TYPE\(rawValue)" }

  /// The types that programs ask for, by IANA's registry.
  private static let mnemonics: [UInt16: String] = [
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 13: "HINFO", 15: "MX", 16: "TXT", 28: "AAAA", 29: "LOC",
    33: "SRV", 35: "NAPTR", 39: "DNAME", 41: "OPT", 43: "DS", 44: "SSHFP", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY",
    50: "NSEC3", 52: "TLSA", 61: "OPENPGPKEY", 64: "SVCB", 65: "HTTPS", 99: "SPF", 251: "IXFR", 252: "AXFR",
    255: "ANY", 256: "URI", 257: "CAA",
  ]
}

extension ResponseCode {
  /// The response code's name, RFC 1035 section 4.1.1, RFC 2136 section 2.2 and RFC 6891 section 9.
  var text: String { Self.names[rawValue] ?? "RCODE\(rawValue)" }

  private static let names: [UInt16: String] = [
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 6: "YXDOMAIN", 16: "BADVERS",
  ]
}
