import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("Answers that are withheld from networks that had too many")
struct LimitedAnswerTests {
  private let limiter = RateLimiter(rate: 1)
  private let stranger = ([198, 51, 100, 7] as [UInt8]).withOctets { ClientAddress($0) }
  private let own = ([192, 0, 2, 1] as [UInt8]).withOctets { ClientAddress($0) }

  private func asking(_ networks: [Network]? = nil) throws -> Asking {
    try Asking(
      ["api": ["10.0.3.1:80"]], identity: Identity(version: nil, name: "host-1"),
      access: AccessList(networks, host: [Network(own)].compactMap(\.self)))
  }

  /// A query with the COOKIE option of a client, and of a server where one is given.
  private func query(cookie server: [UInt8] = []) throws -> [UInt8] {
    var message = try ResponderTests.query("api.service.local", .a, payloadSize: 1232)
    message[message.count - 1] = UInt8(12 + server.count)
    return message + [0, 10, 0, UInt8(8 + server.count), 1, 2, 3, 4, 5, 6, 7, 8] + server
  }

  @Test("every second one is an empty answer with TC, no longer than its question, the others are silence")
  func withheld() throws {
    let (asking, plain) = (try asking(), try ResponderTests.query("API.service.local", .a))
    #expect(try asking.send(plain, from: stranger, within: limiter).answer?.answer.count == 1)
    let (_, truncated, length) = try asking.send(plain, from: stranger, within: limiter)
    #expect(truncated?.flags.contains("tc") == true && truncated?.code == 0 && truncated?.question.count == 1)
    #expect(truncated?.answer == [] && truncated?.authority == [] && length == plain.count)
    #expect(try asking.send(plain, from: stranger, within: limiter).outcome == .silence)
    #expect(limiter.counts.truncated == 1 && limiter.counts.dropped == 1)
  }

  @Test("with EDNS, too, and without the server's name")
  func edns() throws {
    var message = try ResponderTests.query("api.service.local", .a, payloadSize: 1232)
    message[message.count - 1] = 4
    message += [0, 3, 0, 0]
    let asking = try asking()
    #expect(try asking.send(message, from: stranger, within: limiter).answer?.options.count == 10)
    let (_, truncated, length) = try asking.send(message, from: stranger, within: limiter)
    #expect(truncated?.flags.contains("tc") == true && truncated?.payloadSize == 1232 && length == message.count - 4)
  }

  @Test("the host itself has no limit, by none of its addresses")
  func host() throws {
    let asking = try asking([])
    let loopback = ([127, 0, 0, 1] as [UInt8]).withOctets { ClientAddress($0) }
    for client in [own, loopback] {
      for _ in 0..<50 {
        #expect(try asking.send(try query(), from: client, within: limiter).answer?.answer.count == 1)
      }
    }
    #expect(limiter.counts.truncated == 0)
  }

  @Test("a network that may ask has ten times what others have, who may not")
  func named() throws {
    let asking = try asking([Network(stranger, prefix: 16)].compactMap(\.self))
    let given = try (0..<30).filter { _ in
      try asking.send(query(), from: stranger, within: limiter).answer?.answer.count == 1
    }
    #expect(given.count == 10)
    let other = ([203, 0, 113, 9] as [UInt8]).withOctets { ClientAddress($0) }
    #expect(try asking.send(query(), from: other, within: limiter).answer?.code == 5)
    #expect(try asking.send(query(), from: other, within: limiter).answer?.flags.contains("tc") == true)
  }

  @Test("a truncated answer has the cookie that lifts the limit, for that address alone and for an hour")
  func cookie() throws {
    let asking = try asking()
    _ = try asking.send(query(), from: stranger, within: limiter)
    let truncated = try #require(try asking.send(query(), from: stranger, within: limiter).answer)
    #expect(truncated.flags.contains("tc") && truncated.options.count == 28)
    let mine = try query(cookie: Array(truncated.options.suffix(16)))
    for _ in 0..<20 { #expect(try asking.send(mine, from: stranger, within: limiter).answer?.answer.count == 1) }
    var forged = mine
    forged[forged.count - 1] ^= 1
    #expect(try asking.send(forged, from: stranger, within: limiter).outcome == .silence)
    let neighbour = ([198, 51, 100, 8] as [UInt8]).withOctets { ClientAddress($0) }
    #expect(try asking.send(mine, from: neighbour, within: limiter).answer?.flags.contains("tc") == true)
  }

  @Test("what is refused counts as well, and what is never answered does not")
  func refusals() throws {
    let asking = try asking()
    let malformed = Array(try query().dropLast(3))
    #expect(try asking.send([0, 1], from: stranger, within: limiter).outcome == .silence)
    #expect(try asking.send(malformed, from: stranger, within: limiter).answer?.code == 1)
    let truncated = try asking.send(malformed, from: stranger, within: limiter).answer
    #expect(truncated?.code == 1 && truncated?.flags.contains("tc") == true)
    #expect(try asking.send(malformed, from: stranger, within: limiter).outcome == .silence)
  }
}
