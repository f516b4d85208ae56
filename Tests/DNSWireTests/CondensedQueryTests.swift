import DNSWire
import Testing

@Suite("Queries that are kept without what their answer does not depend on")
struct CondensedQueryTests {
  private func condensed(_ message: [UInt8]) -> [UInt8]? {
    var query = Query()
    guard message.withOctets({ query.read($0) }) == .question else { return nil }
    var room = [UInt8](repeating: 0xEE, count: Query.maximumCondensedLength)
    var span = room.mutableSpan
    var output = unsafe span.mutableBytes  // octets have no padding
    let length = message.withOctets { query.condense($0, to: &output) }
    return Array(room.prefix(length))
  }

  @Test("a question without more stays as it is, in its case")
  func plain() {
    let message = Message(body: Message.question("aPi.Local", type: 33)).octets
    #expect(condensed(message) == message)
  }

  @Test("padding, unknown options and records beside the question go; what is understood stays")
  func options() {
    let cookie: [UInt8] = [0, 10, 0, 24] + (0..<24)
    let understood: [UInt8] = [0, 3, 0, 0] + cookie
    let padding: [UInt8] = [0, 12, 2, 0] + [UInt8](repeating: 0, count: 512)
    let record: [UInt8] = [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4]
    let question = Message.question("api.local", type: 1)
    let long = Message(
      flags: 0x0130, counts: [1, 0, 0, 2],
      body: question + record + Message.opt(flags: 0x80, options: padding + understood))
    let short = Message(
      flags: 0x0130, counts: [1, 0, 0, 1], body: question + Message.opt(flags: 0x80, options: understood))
    #expect(condensed(long.octets) == short.octets)
  }

  @Test(
    "a cookie of the client's alone stays alone, and one that is not ours in its length loses the rest",
    arguments: [8, 40])
  func cookies(length: Int) {
    let question = Message.question("api.local", type: 1)
    let option: [UInt8] = [0, 10, 0, UInt8(length)] + (0..<UInt8(length))
    let client: [UInt8] = [0, 10, 0, 8] + (0..<8)
    let message = Message(counts: [1, 0, 0, 1], body: question + Message.opt(options: option))
    #expect(
      condensed(message.octets) == Message(counts: [1, 0, 0, 1], body: question + Message.opt(options: client)).octets)
  }

  @Test("the longest has room")
  func longest() {
    let labels = [String](repeating: String(repeating: "a", count: 63), count: 3) + [String(repeating: "b", count: 61)]
    let cookie: [UInt8] = [0, 10, 0, 24] + (0..<24)
    let message = Message(
      counts: [1, 0, 0, 1],
      body: Message.question(labels.joined(separator: "."), type: 1) + Message.opt(options: [0, 3, 0, 0] + cookie))
    #expect(condensed(message.octets)?.count == Query.maximumCondensedLength)
  }
}
