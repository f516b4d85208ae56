/// The COOKIE option of a query, RFC 7873 section 4.
package struct CookieOption: Sendable, Equatable {
  /// The client's eight octets, in network order.
  package let client: UInt64
  /// The sixteen octets of a server's cookie as RFC 9018 section 4 makes them; absent where there are none, or another number of
  /// them, which cannot be ours.
  package let server: ServerCookie?

  /// The option's number.
  package static let code: UInt16 = 10
  /// Octets of an answer's option: client cookie and server cookie.
  package static let length = 24

  /// Octets of the client's cookie.
  static let clientLength = 8

  /// A cookie of its parts.
  package init(client: UInt64, server: ServerCookie?) { (self.client, self.server) = (client, server) }

  /// The cookie of an option's octets; absent where none has this length.
  init?(_ octets: RawSpan) {
    guard octets.byteCount == Self.clientLength || (16...40).contains(octets.byteCount) else { return nil }
    client = octets.uint64(at: 0)
    server =
      octets.byteCount == 24 ? ServerCookie(head: octets.uint64(at: 8), hash: octets.uint64(at: 16)) : nil
  }
}

/// A server's cookie, RFC 9018 section 4.
package struct ServerCookie: Sendable, Equatable {
  /// Version, three reserved octets, and the time it was made, as one number in network order.
  package let head: UInt64
  /// The hash, in network order.
  package let hash: UInt64

  /// A cookie of its parts.
  package init(head: UInt64, hash: UInt64) { (self.head, self.hash) = (head, hash) }
}
