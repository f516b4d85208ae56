internal import DNSWire
internal import NIOSSL

/// Whether a certificate is for the name that an upstream is asked by.
///
/// swift-nio-ssl takes one for the address too. A name in the settings is the stricter wish: it alone counts (RFC 8310 section 8.1).
enum CertificateName {
  /// Why a certificate is not taken.
  struct Mismatch: Error {}

  /// Whether one of the certificate's alternative names is `name`.
  static func isIn(_ certificate: NIOSSLCertificate, _ name: String) -> Bool {
    certificate._subjectAlternativeNames().contains { alternative in
      alternative.nameType == .dnsName && matches(Array(alternative.contents), Array(name.utf8))
    }
  }

  /// Whether a name is the one of a certificate, whose first label may be `*` (RFC 6125 section 6.4.3).
  static func matches(_ certified: [UInt8], _ name: [UInt8]) -> Bool {
    let (certified, name) = (lowercased(certified), lowercased(name))
    guard certified.starts(with: Array("*.".utf8)) else { return certified == name }
    guard let dot = name.firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
    return name[dot...] == certified[1...]
  }

  private static func lowercased(_ name: [UInt8]) -> [UInt8] {
    (name.last == UInt8(ascii: ".") ? name.dropLast() : name[...]).map(\.asciiLowercased)
  }
}
