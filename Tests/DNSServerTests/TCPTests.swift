import DNSServer
import DNSWire
import Glibc
import TestSupport
import Testing
import ZoneFile

@Suite("TCP, RFC 7766", .serialized, .timeLimit(.minutes(5)))
struct TCPTests {
  private func connect(_ listening: Listening) throws -> TestSocket {
    try TestSocket(.tcp, port: listening.port)
  }

  @Test("messages are answered however they are cut, several in one segment each for itself")
  func segments() async throws {
    let listening = try await Listening()
    try listening.publish("api", (1...60).map { "10.0.3.\($0):80" })
    let socket = try connect(listening)
    let two = framed(try query("api.service.local", .srv, id: 1)) + framed(try query("api.service.local", .a, id: 2))
    socket.send(two)
    for size in [1, 3] {
      for start in stride(from: 0, to: two.count, by: size) {
        socket.send(Array(two[start..<min(start + size, two.count)]))
        try await Task.sleep(for: .milliseconds(1))
      }
    }
    for round in 0..<6 {
      let answer = try ParsedMessage(try #require(await socket.receiveMessage()))
      #expect(answer.id == UInt16(1 + round % 2) && answer.answer.count == 60 && !answer.flags.contains("tc"))
    }
    await listening.stop()
  }

  @Test("a question that waits does not hold up the next on its connection")
  func outOfOrder() async throws {
    let gate = Gate()
    let listening = try await Listening { _ in await gate.wait() }
    try listening.publish("other", ["10.0.3.9:80"])
    let socket = try connect(listening)
    socket.send(framed(try query("api.service.local", .a, id: 1)) + framed(try query("other.service.local", .a, id: 2)))
    #expect(try ParsedMessage(try #require(await socket.receiveMessage())).id == 2)
    try listening.publish("api", ["10.0.3.1:80"])
    await gate.open()
    let late = try ParsedMessage(try #require(await socket.receiveMessage()))
    #expect(late.id == 1 && late.answer.count == 1)
    await listening.stop()
  }

  @Test("more large answers than may wait come once they can be given, each whole")
  func manyLarge() async throws {
    let (gate, waiting) = (Gate(), Lines())
    let listening = try await Listening(gate: gate, noting: waiting)
    let socket = try connect(listening)
    let ids = UInt16(0)..<40
    // Of fourteen letters: the answers are as long as any.
    for id in ids { socket.send(framed(try query("customer-order.service.local", .a, id: id))) }
    try await wait { waiting.all.count == 32 }
    try listening.publish("customer-order", (0..<5000).map { "10.1.\($0 / 250).\($0 % 250):80" })
    await gate.open()
    var answered: Set<UInt16> = []
    for _ in ids {
      let message = try #require(await socket.receiveMessage())
      #expect(message.count > 65_530)
      answered.insert(UInt16(message[0]) << 8 | UInt16(message[1]))
    }
    #expect(answered == Set(ids))
    await listening.stop()
  }

  @Test("a length under twelve closes the connection", arguments: [0, 1, 11])
  func short(length: Int) async throws {
    let listening = try await Listening()
    let socket = try connect(listening)
    socket.send(framed(Array(repeating: 0, count: length)))
    #expect(await socket.receive() == [])
    await listening.stop()
  }

  @Test("65,535 octets of garbage get FORMERR or nothing, and the connection goes on")
  func garbage() async throws {
    let listening = try await Listening()
    try listening.publish("api", ["10.0.3.1:80"])
    let socket = try connect(listening)
    socket.send(framed(Array(repeating: 0x01, count: 65_535)) + framed(try query("api.service.local", .a, id: 9)))
    var last: ParsedMessage?
    while last?.id != 9 { last = try ParsedMessage(try #require(await socket.receiveMessage())) }
    #expect(last?.answer.count == 1)
    await listening.stop()
  }

  @Test("a client that has sent all gets its answers before the end")
  func halfClose() async throws {
    let gate = Gate()
    let listening = try await Listening { _ in await gate.wait() }
    let socket = try connect(listening)
    socket.send(framed(try query("api.service.local", .a, id: 3)))
    socket.finishSending()
    try await Task.sleep(for: .milliseconds(50))
    try listening.publish("api", ["10.0.3.1:80"])
    await gate.open()
    #expect(try ParsedMessage(try #require(await socket.receiveMessage())).id == 3)
    #expect(await socket.receive() == [])
    await listening.stop()
  }

  @Test("the 201st connection is served, and the one idle longest is closed for it")
  func manyConnections() async throws {
    let listening = try await Listening()
    try listening.publish("api", ["10.0.3.1:80"])
    let first = try connect(listening)
    try await Task.sleep(for: .milliseconds(20))
    let others = try (0..<200).map { _ in try connect(listening) }
    #expect(await first.receive() == [])
    #expect(others.count == 200)
    let socket = try connect(listening)
    socket.send(framed(try query("api.service.local", .a, id: 3)))
    #expect(try ParsedMessage(try #require(await socket.receiveMessage())).id == 3)
    await listening.stop()
  }

  @Test(
    "the 201st connection of the host is closed for, whichever of its addresses and of the server's they are between")
  func manyAddresses() async throws {
    let listening = try await Listening(addresses: ["127.0.0.1", "127.0.0.2"])
    let first = try connect(listening)
    try await Task.sleep(for: .milliseconds(20))
    let others = try (0..<200).map { number in
      try TestSocket(
        .tcp, port: listening.ports[1], address: "127.0.0.2", from: number % 2 == 0 ? "127.0.0.3" : "127.0.0.4")
    }
    #expect(await first.receive() == [])
    #expect(others.count == 200)
    await listening.stop()
  }

  @Test(
    "an idle connection, and one that stops within a message, are closed after ten seconds",
    arguments: [[], [0, 30, 1]])
  func idle(octets: [UInt8]) async throws {
    let listening = try await Listening(times: .usual)
    let (start, stopwatch) = (ContinuousClock.now, Stopwatch())
    let socket = try connect(listening)
    socket.send(octets)
    let (end, time) = await socket.receive(by: stopwatch)
    #expect(end == [] && ContinuousClock.now - start > .seconds(9) && time < .seconds(12))
    await listening.stop()
  }

  @Test(
    "a client that does not read its answers gets them all once it reads, whether or not it has sent all",
    arguments: [false, true])
  func unread(hasSentAll: Bool) async throws {
    let listening = try await Listening()
    try listening.publish("api", (0..<4000).map { "10.1.\($0 / 250).\($0 % 250):80" })
    let socket = try connect(listening)
    for id in 0..<200 { socket.send(framed(try query("api.service.local", .a, id: UInt16(id)))) }
    if hasSentAll { socket.finishSending() }
    try await Task.sleep(for: .milliseconds(300))
    for id in 0..<200 { #expect(try #require(await socket.receiveMessage()).prefix(2) == [0, UInt8(id)]) }
    await listening.stop()
  }
}
