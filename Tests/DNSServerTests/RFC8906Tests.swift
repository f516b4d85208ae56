import DNSWire
import Foundation
import Testing
import ZoneFile

/// What the header of a query and its OPT record say, for the tests of RFC 8906 sections 8 and 9.
private struct Probe: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var flags: UInt16 = 0
  var opcode: UInt16 = 0
  var type: UInt16 = 6
  var isOverTCP = false
  /// Whether the message is a header alone.
  var isBare = false
  var payloadSize: UInt16?
  var version: UInt8 = 0
  var ednsFlags: UInt16 = 0
  var options: [UInt8] = []

  init(
    _ name: String, flags: UInt16 = 0, type: UInt16 = 6, tcp: Bool = false, edns: UInt16? = nil, version: UInt8 = 0,
    ednsFlags: UInt16 = 0, options: [[UInt8]] = []
  ) {
    (testDescription, self.flags, self.type, isOverTCP) = (name, flags, type, tcp)
    (payloadSize, self.version, self.ednsFlags) = (edns, version, ednsFlags)
    self.options = options.flatMap { $0 }
  }

  /// A header alone of opcode 15.
  static func opcode(_ name: String, flags: UInt16) -> Probe {
    var probe = Probe(name, flags: flags)
    (probe.opcode, probe.isBare) = (15, true)
    return probe
  }

  var message: [UInt8] {
    let head = flags | opcode << 11
    let header: [UInt8] = [0xAB, 0xCD, UInt8(head >> 8), UInt8(head & 0xFF), 0, isBare ? 0 : 1, 0, 0, 0, 0, 0]
    guard !isBare else { return header + [0] }
    let name: [UInt8] = [7] + Array("service".utf8) + [5] + Array("local".utf8) + [0]
    let question = name + [UInt8(type >> 8), UInt8(type & 0xFF), 0, 1]
    guard let payloadSize else { return header + [0] + question }
    let size: [UInt8] = [UInt8(payloadSize >> 8), UInt8(payloadSize & 0xFF)]
    let flags: [UInt8] = [UInt8(ednsFlags >> 8), UInt8(ednsFlags & 0xFF)]
    let length: [UInt8] = [UInt8(options.count >> 8), UInt8(options.count & 0xFF)]
    return header + [1] + question + [0, 0, 41] + size + [0, version] + flags + length + options
  }
}

/// The header's bits.
private enum Bit {
  static let aa: UInt16 = 0x0400
  static let tc: UInt16 = 0x0200
  static let rd: UInt16 = 0x0100
  static let ra: UInt16 = 0x0080
  static let z: UInt16 = 0x0040
  static let ad: UInt16 = 0x0020
  static let cd: UInt16 = 0x0010
}

/// EDNS options as programs send them.
private enum Option {
  static let unknown: [UInt8] = [0, 100, 0, 0]
  static let nsid: [UInt8] = [0, 3, 0, 0]
  static let cookie: [UInt8] = [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]
  static let expire: [UInt8] = [0, 9, 0, 0]
  static let subnet: [UInt8] = [0, 8, 0, 4, 0, 1, 0, 0]
}

private let plainProbes = [
  Probe("dns"), Probe("tcp", tcp: true), Probe("aa", flags: Bit.aa), Probe("ad", flags: Bit.ad),
  Probe("cd", flags: Bit.cd), Probe("ra", flags: Bit.ra), Probe("rd", flags: Bit.rd), Probe("tc", flags: Bit.tc),
  Probe("zflag", flags: Bit.z),
]

private let opcodesProbes: [Probe] = [
  .opcode("opcode", flags: 0),
  .opcode("opcodeflg", flags: Bit.tc | Bit.rd | Bit.ra | Bit.cd | Bit.ad | Bit.aa | Bit.z),
]

private let ednsProbes = [
  Probe("edns", edns: 4096), Probe("ednsopt", edns: 4096, options: [Option.unknown]),
  Probe("ednsflags", edns: 4096, ednsFlags: 0x80), Probe("do", edns: 4096, ednsFlags: 0x8000),
  Probe("docd", flags: Bit.cd, edns: 4096, ednsFlags: 0x8000), Probe("signed", edns: 4096, ednsFlags: 0x8000),
  Probe("ednsnsid", edns: 4096, options: [Option.nsid]), Probe("ednscookie", edns: 4096, options: [Option.cookie]),
  Probe("ednsexpire", edns: 4096, options: [Option.expire]), Probe("ednssubnet", edns: 4096, options: [Option.subnet]),
  Probe("optlist", edns: 4096, options: [Option.nsid, Option.subnet, Option.expire, Option.cookie]),
  Probe("bind11", edns: 4096, ednsFlags: 0x8000, options: [Option.cookie]),
  Probe("dig11", flags: Bit.rd | Bit.ad, edns: 4096, options: [Option.cookie]),
]

private let sizesProbes = [
  Probe("edns@512", type: 48, edns: 512, ednsFlags: 0x8000),
  Probe("ednstcp", type: 48, tcp: true, edns: 512, ednsFlags: 0x8000),
]

private let versionsProbes = [
  Probe("edns1", edns: 4096, version: 1), Probe("edns1opt", edns: 4096, version: 1, options: [Option.unknown]),
  Probe("edns1do", edns: 4096, version: 1, ednsFlags: 0x8000),
  Probe("edns1nsid", edns: 4096, version: 1, options: [Option.nsid]),
  Probe("edns1cookie", edns: 4096, version: 1, options: [Option.cookie]),
  Probe("edns1expire", edns: 4096, version: 1, options: [Option.expire]),
  Probe("edns1subnet", edns: 4096, version: 1, options: [Option.subnet]),
]

@Suite("RFC 8906: the tests of servers, at the apex of a zone", .serialized, .timeLimit(.minutes(1)))
struct RFC8906Tests {
  private func answer(_ probe: Probe) async throws -> (message: ParsedMessage, octets: [UInt8]) {
    let listening = try await Listening()
    let socket = try TestSocket(probe.isOverTCP ? .tcp : .udp, port: listening.port)
    socket.send(probe.isOverTCP ? framed(probe.message) : probe.message)
    let octets = try #require(await probe.isOverTCP ? socket.receiveMessage() : socket.receive())
    await listening.stop()
    let message = try ParsedMessage(octets)
    #expect(message.id == 0xABCD && message.flags.contains("qr"))
    return (message, octets)
  }

  /// The SOA is in the answer, AA is set, and of the query's bits only RD is copied.
  private func expectSOA(_ message: ParsedMessage, _ octets: [UInt8], _ probe: Probe) {
    let bits = UInt16(octets[2]) << 8 | UInt16(octets[3])
    #expect(message.code == 0 && message.answer.count == 1 && message.answer[0].contains(" SOA "))
    #expect(bits & Bit.aa != 0 && bits & Bit.rd == probe.flags & Bit.rd)
    #expect(bits & (Bit.tc | Bit.ra | Bit.z | Bit.ad | Bit.cd) == 0)
  }

  @Test("plain DNS: dns, tcp, and each bit of the header", arguments: plainProbes)
  fileprivate func plain(probe: Probe) async throws {
    let (message, octets) = try await answer(probe)
    expectSOA(message, octets, probe)
    #expect(message.payloadSize == nil)
  }

  @Test("an opcode that nobody knows: opcode, opcodeflg", arguments: opcodesProbes)
  fileprivate func opcode(probe: Probe) async throws {
    let (message, octets) = try await answer(probe)
    #expect(octets.count == 12 && message.code == 4 && octets[2] >> 3 & 15 == 15)
    #expect(octets[2] & 7 == 0 && octets[3] & 0xF0 == 0)
  }

  @Test("EDNS: one OPT record of version 0, no flag but DO, no option that is not ours", arguments: ednsProbes)
  fileprivate func edns(probe: Probe) async throws {
    let (message, octets) = try await answer(probe)
    expectSOA(message, octets, probe)
    #expect(message.payloadSize == 1232 && message.extendedCode == 0)
    // The client's cookie comes back with ours (RFC 7873), and nothing else does.
    let hasCookie = probe.options.suffix(Option.cookie.count).elementsEqual(Option.cookie)
    #expect(message.options.count == (hasCookie ? 28 : 0))
    if hasCookie { #expect(message.options.prefix(12) == [0, 10, 0, 24, 1, 2, 3, 4, 5, 6, 7, 8]) }
    let opt = Array(octets.suffix(11 + message.options.count))
    try #require(opt.first == 0)
    #expect(opt[1...2] == [0, 41] && opt[5...6] == [0, 0])
    #expect(opt[7] == UInt8(probe.ednsFlags >> 8) & 0x80 && opt[8] == 0)
  }

  @Test("sizes: edns@512, ednstcp", arguments: sizesProbes)
  fileprivate func size(probe: Probe) async throws {
    let (message, octets) = try await answer(probe)
    #expect(message.code == 0 && message.flags.contains("aa") && message.payloadSize != nil)
    #expect(probe.isOverTCP || octets.count <= 512)
  }

  @Test("another EDNS version: BADVERS, and nothing else", arguments: versionsProbes)
  fileprivate func version(probe: Probe) async throws {
    let (message, octets) = try await answer(probe)
    #expect(message.code == 0 && message.extendedCode == 1 && message.answer.isEmpty && message.options.isEmpty)
    #expect(octets.suffix(11)[octets.count - 5] == 0)
  }

  private static let types: [UInt16] =
    Array(1...30) + [33, 35, 36, 37, 38, 39] + Array(42...53) + [55, 59, 60, 61, 99] + Array(104...109)
    + [256, 257, 258, 260, 32769, 1000]

  @Test("types: each is NOERROR, those that nobody knows, too")
  func types() async throws {
    #expect(Self.types.count == 65)
    let listening = try await Listening()
    let socket = try TestSocket(.udp, port: listening.port)
    for type in Self.types + [666] {
      socket.send(Probe("type", type: type).message)
      let message = try ParsedMessage(try #require(await socket.receive(), "TYPE\(type)"))
      #expect(message.code == 0 && message.flags.contains("aa"), "TYPE\(type)")
      #expect(message.answer.isEmpty == ![2, 6].contains(type), "TYPE\(type)")
      #expect(message.authority.isEmpty == [2, 6].contains(type), "TYPE\(type)")
    }
    await listening.stop()
  }
}
