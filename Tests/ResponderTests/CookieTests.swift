import DNSWire
import Synchronization
import Testing
import ZoneFile

@testable import Responder

@Suite("Server cookies, RFC 9018")
struct CookieTests {
  /// What the time is, in seconds since 1970.
  private final class Time: Sendable {
    let now = Atomic<UInt32>(1_559_731_985)
  }

  private let time = Time()

  /// Cookies with the secret of appendix A.1.
  private var cookies: ServerCookies {
    ServerCookies(
      secret: (UInt64(0xe5e9_73e5_a6b2_a43f).byteSwapped, UInt64(0x48e7_dc84_9e37_bfcf).byteSwapped),
      seconds: { [time] in time.now.load(ordering: .relaxed) })
  }

  private static let client: UInt64 = 0x2464_c4ab_cf10_c957
  private static let address: [UInt8] = [198, 51, 100, 100]

  private func cookie(
    _ client: UInt64 = CookieTests.client, _ server: ServerCookie? = nil, from address: [UInt8] = CookieTests.address
  ) -> ServerCookie {
    cookies.cookie(for: CookieOption(client: client, server: server), from: address.withOctets { ClientAddress($0) })
  }

  @Test("the example of appendix A.1: a cookie learned")
  func learned() {
    #expect(cookie() == ServerCookie(head: 0x0100_0000_5cf7_9f11, hash: 0x1f81_30c3_eee2_9480))
  }

  @Test("a cookie comes back as it is for half an hour, then a new one is made, as in appendix A.2")
  func renewed() {
    let first = cookie()
    time.now.add(1800, ordering: .relaxed)
    #expect(cookie(Self.client, first) == first)
    time.now.add(599, ordering: .relaxed)
    #expect(cookie(Self.client, first).head == 0x0100_0000_5cf7_a870)
    time.now.add(1, ordering: .relaxed)
    #expect(cookie(Self.client, first) == ServerCookie(head: 0x0100_0000_5cf7_a871, hash: 0xd4a5_64a1_442a_ca77))
  }

  @Test("a cookie of ours proves a client's address for an hour")
  func proof() {
    let client = Self.address.withOctets { ClientAddress($0) }
    let option = CookieOption(client: Self.client, server: cookie())
    #expect(cookies.proves(option, client) && !cookies.proves(CookieOption(client: 1, server: nil), client))
    #expect(!cookies.proves(CookieOption(client: 1, server: option.server), client))
    time.now.add(3600, ordering: .relaxed)
    #expect(cookies.proves(option, client) && !cookies.proves(option, .unknown))
    time.now.add(1, ordering: .relaxed)
    #expect(!cookies.proves(option, client))
  }

  @Test("one of another client, of another address, from the future or of another version is not taken for ours")
  func others() {
    let mine = cookie()
    time.now.add(1, ordering: .relaxed)
    #expect(cookie(Self.client, mine) == mine)
    #expect(cookie(1, mine) != mine && cookie(Self.client, mine, from: [198, 51, 100, 101]) != mine)
    let later = ServerCookie(head: mine.head + 400, hash: mine.hash)
    #expect(cookie(Self.client, later) != later)
    let version = ServerCookie(head: mine.head | 1 << 57, hash: mine.hash)
    #expect(cookie(Self.client, version) != version)
  }

  @Test("every octet of an IPv6 address counts")
  func ipv6() {
    let base = [UInt8](repeating: 7, count: 16)
    let cookies = Set(
      (0..<16).map { index in
        var address = base
        address[index] = 8
        return cookie(from: address).hash
      } + [cookie(from: base).hash])
    #expect(cookies.count == 17)
  }
}

@Suite("The COOKIE option, RFC 7873")
struct CookieOptionTests {
  private func ask(_ option: [UInt8], _ base: [UInt8]) throws -> ParsedMessage? {
    var message = base
    message[message.count - 1] = UInt8(4 + option.count)
    return try Asking().send(message + [0, 10, 0, UInt8(option.count)] + option).answer
  }

  @Test(
    "a client's cookie comes back with the server's, whatever server cookie came with it", arguments: [8, 16, 24, 40])
  func answered(length: Int) throws {
    let option = (1...length).map { UInt8($0) }
    let answer = try #require(try ask(option, query("service.local", .soa, payloadSize: 1232)))
    #expect(answer.code == 0 && answer.answer.count == 1 && answer.options.count == 28)
    #expect(answer.options.prefix(13) == [0, 10, 0, 24, 1, 2, 3, 4, 5, 6, 7, 8, 1])
  }

  @Test("another length is FORMERR, with an OPT record", arguments: [0, 1, 7, 9, 15, 41])
  func length(length: Int) throws {
    let answer = try #require(
      try ask([UInt8](repeating: 1, count: length), query("service.local", .soa, payloadSize: 1232)))
    #expect(answer.code == 1 && answer.payloadSize == 1232 && answer.options.isEmpty && answer.answer.isEmpty)
  }

  @Test("who asks nothing gets a cookie, and FORMERR without one to answer")
  func withoutQuestion() throws {
    var header: [UInt8] = [0x12, 0x34, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]
    let answer = try #require(try ask([1, 2, 3, 4, 5, 6, 7, 8], header))
    #expect(answer.code == 0 && answer.question.isEmpty && answer.options.count == 28 && !answer.flags.contains("aa"))
    #expect(try Asking().send(header).answer?.code == 1)
    header[11] = 0
    #expect(try Asking().send(Array(header.prefix(12))).answer?.code == 1)
  }
}
