import DNSServer
import DNSWire
import Glibc
import NIOCore
import Responder
import TestSupport
import Testing
import ZoneFile

@Suite("UDP", .serialized, .timeLimit(.minutes(5)))
struct UDPTests {
  @Test("many clients over two workers each get their answer, and addresses rotate by one at every answer")
  func answers() async throws {
    let listening = try await Listening()
    try listening.publish("api", ["10.0.3.1:80", "10.0.3.2:80", "10.0.3.3:80"])
    var first: [String: Int] = [:]
    for id in 0..<300 {
      let socket = try TestSocket(.udp, port: listening.port)
      socket.send(try query("api.service.local", .a, id: UInt16(id)))
      let answer = try ParsedMessage(try #require(await socket.receive()))
      #expect(answer.id == id && answer.answer.count == 3)
      first[answer.answer[0], default: 0] += 1
    }
    #expect(first.values.allSatisfy { $0 == 100 } && first.count == 3)
    await listening.stop()
  }

  @Test("a batch of questions is answered whole, whatever else comes with it")
  func batch() async throws {
    let listening = try await Listening(workers: 1)
    try listening.publish("api", ["10.0.3.1:80"])
    let socket = try TestSocket(.udp, port: listening.port)
    var ids: Set<UInt16> = []
    for id in 0..<100 {
      socket.send([])
      socket.send(Array(repeating: 0xFF, count: id))
      socket.send(Array(repeating: 7, count: 5000))
      socket.send(try query("api.service.local", .a, id: 1000 + UInt16(id)))
      // More at once might find no room in the worker's socket.
      guard id % 10 == 9 else { continue }
      while ids.count <= id, let octets = await socket.receive() {
        let answer = try ParsedMessage(octets)
        if answer.answer.count == 1 { ids.insert(answer.id) }
      }
      try #require(ids.count == id + 1)
    }
    #expect(ids.count == 100)
    await listening.stop()
  }

  @Test("a question that waits is answered when its service is published, and holds up no other")
  func waits() async throws {
    let gate = Gate()
    let listening = try await Listening { _ in await gate.wait() }
    try listening.publish("other", ["10.0.3.9:80"])
    let (late, other) = (
      try TestSocket(.udp, port: listening.port), try TestSocket(.udp, port: listening.port)
    )
    late.send(try query("api.service.local", .a, id: 5))
    other.send(try query("other.service.local", .a, id: 6))
    #expect(try ParsedMessage(try #require(await other.receive())).id == 6)
    try listening.publish("api", ["10.0.3.1:80"])
    await gate.open()
    #expect(try ParsedMessage(try #require(await late.receive())).answer == ["api.service.local. 5 IN A 10.0.3.1"])
    await listening.stop()
  }

  @Test("more questions than may wait are answered with SERVFAIL at once, and there is room again later")
  func tooMany() async throws {
    let gate = Gate()
    let listening = try await Listening(workers: 1) { _ in await gate.wait() }
    let socket = try TestSocket(.udp, port: listening.port)
    var refused = 0
    for id in 0..<1024 {
      socket.send(try query("s\(id).service.local", .a, id: UInt16(id)))
      // More at once might find no room in the worker's socket.
      if id % 64 == 63 { try await wait { listening.counted(\.waited) > id } }
    }
    for id in 1024..<1200 {
      socket.send(try query("s\(id).service.local", .a, id: UInt16(id)))
      refused += try ParsedMessage(try #require(await socket.receive())).code == 2 ? 1 : 0
    }
    #expect(refused == 1200 - 1024)
    await gate.open()
    try await wait { listening.listener.parked.waiting == 0 }
    let later = try TestSocket(.udp, port: listening.port)
    later.send(try query("not-there.service.local", .a, id: 7))
    #expect(try ParsedMessage(try #require(await later.receive())).id == 7)
    // A worker counts a question once it has handed it over, and so maybe once it is answered.
    try await wait { listening.counted(\.waited) == 1025 }
    #expect(listening.counted(\.refused) == 1200 - 1024)
    await listening.stop()
  }

  @Test("on all addresses, the answer comes from the one that was asked")
  func wildcard() async throws {
    let listening = try await Listening(addresses: ["0.0.0.0"])
    try listening.publish("api", ["10.0.3.1:80"])
    let socket = try TestSocket(.udp, port: listening.port, address: "127.0.0.2")
    socket.send(try query("api.service.local", .a))
    #expect(try ParsedMessage(try #require(await socket.receive())).answer.count == 1)
    await listening.stop()
  }

  @Test("stopping ends the workers and closes their sockets, so that the port is free", arguments: 0..<5)
  func stops(round: Int) async throws {
    let (address, port): (String, Int)
    do {
      address = ownAddress()
      let listening = try await Listening(addresses: [address])
      port = listening.port
      #expect(!canBind(address, port))
      await listening.stop()
    }
    try await wait { canBind(address, port) }
  }

  /// Whether a UDP port is free for one that does not share it.
  private func canBind(_ host: String, _ port: Int) -> Bool {
    let number = socket(AF_INET, TestSocket.Kind.udp.rawValue, 0)
    defer { close(number) }
    guard let address = try? SocketAddress(ipAddress: host, port: port) else { return false }
    return unsafe address.withSockAddr { unsafe bind(number, $0, socklen_t($1)) } == 0
  }

  @Test("an address that is taken is named with its setting")
  func taken() async throws {
    let listening = try await Listening()
    let address = ListenAddress(
      try SocketAddress(ipAddress: "192.0.2.1", port: 5353), setting: "DOYEN_LISTEN=192.0.2.1:5353")
    let error = await #expect(throws: BindError.self) {
      try await DNSListener(
        [address], workersPerAddress: 1,
        ServingParts(
          makeResponder: { [index = listening.index] in Responder(index: index, zones: PublishedZones(ZoneSet([]))) },
          waitUntilAnswerable: { _ in }))
    }
    #expect(error?.description == "DOYEN_LISTEN=192.0.2.1:5353: TCP 192.0.2.1:5353: Cannot assign requested address")
    await listening.stop()
  }
}
