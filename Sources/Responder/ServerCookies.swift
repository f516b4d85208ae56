internal import DNSWire
internal import HostSystem

/// Makes and checks server cookies, RFC 9018 section 4. Nobody is refused without one: they tell a client that an answer is not
/// forged, and the server that a client's address is not.
struct ServerCookies: Sendable {
  private let hash: SipHash
  private let seconds: @Sendable () -> UInt32

  /// Seconds that a cookie is given back as it is; then a new one is made (RFC 9018 section 4.3).
  private static let freshness: Int32 = 1800
  /// Seconds that a cookie proves who a client is, RFC 9018 section 4.3.
  private static let lifetime: Int32 = 3600
  /// Seconds that a cookie may be from the future, for servers whose clocks differ.
  private static let tolerance: Int32 = 300
  /// Version 1, and three reserved octets.
  private static let version: UInt64 = 0x0100_0000

  /// Cookies with a secret.
  init(secret: (UInt64, UInt64), seconds: @escaping @Sendable () -> UInt32) {
    hash = SipHash(key: secret)
    self.seconds = seconds
  }

  /// The cookie to give a client: the one it sent, if that is ours and new enough.
  func cookie(for option: CookieOption, from client: ClientAddress) -> ServerCookie {
    let now = seconds()
    if let sent = option.server, isOurs(sent, option, client, at: now, within: Self.freshness) { return sent }
    let head = Self.version << 32 | UInt64(now)
    return ServerCookie(head: head, hash: self.hash(of: option.client, head, client))
  }

  /// Whether a client has had a cookie of ours, and so does not ask in somebody else's name.
  func proves(_ option: CookieOption, _ client: ClientAddress) -> Bool {
    option.server.map { isOurs($0, option, client, at: seconds(), within: Self.lifetime) } ?? false
  }

  private func isOurs(
    _ sent: ServerCookie, _ option: CookieOption, _ client: ClientAddress, at now: UInt32, within seconds: Int32
  ) -> Bool {
    // Times are compared by serial number arithmetic, RFC 9018 section 4.3.
    let age = Int32(bitPattern: now &- UInt32(truncatingIfNeeded: sent.head))
    return sent.head >> 32 == Self.version && (-Self.tolerance...seconds).contains(age)
      && sent.hash == hash(of: option.client, sent.head, client)
  }

  /// The hash of client cookie, head and address, RFC 9018 section 4.4, as its octets are sent.
  private func hash(of cookie: UInt64, _ head: UInt64, _ client: ClientAddress) -> UInt64 {
    var input = InlineArray<4, UInt64>(repeating: 0)
    (input[0], input[1]) = (cookie.bigEndian, head.bigEndian)
    (input[2], input[3]) = (client.high.bigEndian, client.low.bigEndian)
    let length = 16 + client.length
    // Numbers have no padding that could be read uninitialized.
    return hash.hash(unsafe input.span.bytes.extracting(0..<length)).byteSwapped
  }
}
