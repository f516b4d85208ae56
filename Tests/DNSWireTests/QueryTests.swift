import DNSWire
import TestSupport
import Testing

@Suite("Queries, RFC 1035 section 4 and RFC 6891")
struct QueryTests {
  private func verdict(_ octets: [UInt8]) -> Query.Verdict {
    var query = Query()
    return octets.withOctets { query.read($0) }
  }

  @Test("a plain question is read")
  func plain() {
    var query = Query()
    let message = Message(body: Message.question("API.local", type: 33)).octets
    #expect(message.withOctets { query.read($0) } == .question)
    #expect(query.type == .srv && query.recordClass == .in && query.edns == nil && query.questionEnd == message.count)
    #expect(query.name.labelCount == 2 && query.name.length == 11 && query.name.offset(ofLabel: 1) == 4)
    #expect(query.name.withLabel(0) { $0.byteCount } == 3)
    #expect(query.name.withSuffix(fromLabel: 0) { $0.octet(at: 1) } == UInt8(ascii: "a"))
  }

  @Test("EDNS is read, whatever options it has, wherever it stands")
  func edns() {
    var query = Query()
    let record: [UInt8] = [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4]
    let options: [UInt8] = [0, 100, 0, 2, 1, 2, 0, 9, 0, 0]
    let message = Message(
      counts: [1, 0, 0, 2], body: Message.question("a", type: 1) + Message.opt(flags: 0x80, options: options) + record)
    #expect(message.octets.withOctets { query.read($0) } == .question)
    #expect(query.edns?.payloadSize == 1400 && query.edns?.isDNSSECWanted == true && query.edns?.version == 0)
  }

  @Test("responses and what is shorter than a header are never answered")
  func silence() {
    #expect(verdict(Message(flags: 0x8100).octets) == .silence)
    #expect(verdict(Message(flags: 0xF800).octets) == .silence)
    for length in 0..<12 { #expect(verdict(Array(Message().octets.prefix(length))) == .silence) }
  }

  @Test(
    "refusals",
    arguments: [
      ("opcode", Message(flags: 0x7800), ResponseCode.notImp), ("update", Message(flags: 0x2800), .notImp),
      ("no question", Message(counts: [0, 0, 0, 0], body: []), .formErr),
      ("two questions", Message(counts: [2, 0, 0, 0], body: Message().body + Message().body), .formErr),
      ("trailing octet", Message(body: Message().body + [0]), .formErr),
      ("record missing", Message(counts: [1, 0, 0, 1]), .formErr),
      ("label type 01", Message(body: [0x41, 97, 0, 0, 1, 0, 1]), .formErr),
      ("pointer in the question", Message(body: [0xC0, 12, 0, 1, 0, 1]), .formErr),
      ("cut question", Message(body: [1, 97, 0, 0, 1]), .formErr),
      ("two OPT", Message(counts: [1, 0, 0, 2], body: Message().body + Message.opt() + Message.opt()), .formErr),
      ("OPT as an answer", Message(counts: [1, 1, 0, 0], body: Message().body + Message.opt()), .formErr),
      ("OPT with an owner", Message(counts: [1, 0, 0, 1], body: Message().body + [1, 97] + Message.opt()), .formErr),
      (
        "option beyond its record",
        Message(counts: [1, 0, 0, 1], body: Message().body + Message.opt(options: [0, 100, 0, 9, 1])), .formErr
      ),
      (
        "forward pointer",
        Message(counts: [1, 0, 0, 1], body: Message().body + [0xC0, 200, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]), .formErr
      ),
      ("EDNS 1", Message(counts: [1, 0, 0, 1], body: Message().body + Message.opt(version: 1)), .badVers),
      (
        "EDNS 1 with a broken option",
        Message(counts: [1, 0, 0, 1], body: Message().body + Message.opt(version: 1, options: [0, 1])), .badVers
      ),
    ])
  func refusals(what: String, message: Message, code: ResponseCode) {
    #expect(verdict(message.octets) == .refusal(code), "\(what)")
  }

  @Test("a FORMERR after the OPT record still knows it")
  func formErrWithEDNS() {
    var query = Query()
    let message = Message(counts: [1, 0, 0, 1], body: Message().body + Message.opt() + [0])
    #expect(message.octets.withOctets { query.read($0) } == .refusal(.formErr))
    #expect(query.edns != nil && query.questionEnd == Header.length)
  }

  @Test("any cut, changed or random message is read without a trap")
  func hostile() {
    var generator = SeededGenerator(seed: 1)
    let whole = Message(counts: [1, 0, 0, 1], body: Message().body + Message.opt(options: [0, 100, 0, 2, 1, 2])).octets
    for length in whole.indices { #expect(verdict(Array(whole.prefix(length))) != .question) }
    var questions = 0
    for _ in 0..<200_000 {
      var octets = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        octets[Int.random(in: octets.indices, using: &generator)] = .random(in: .min ... .max, using: &generator)
      }
      if verdict(octets) == .question { questions += 1 }
    }
    #expect(questions > 0)
  }
}
