import DNSWire
import Glibc
import HostSystem
import NIOCore
import Responder
import ServiceIndex
import TestSupport
import Testing
import ZoneFile

@testable import DNSServer

@Suite("The end of a listener", .serialized, .timeLimit(.minutes(1)))
struct EndingTests {
  private func waitUntil(_ condition: () -> Bool) async throws {
    for _ in 0..<1000 where !condition() { try await Task.sleep(for: .milliseconds(5)) }
    #expect(condition())
  }

  @Test("a worker answers what its socket has received, before it ends")
  func received() async throws {
    let loopback = ListenAddress(try SocketAddress(ipAddress: "127.0.0.1", port: 0), setting: "test")
    let socket = try UDPSocket(loopback)
    let worker = UDPWorker(
      0, socket: socket, waitingPipe: WaitingPipe(maximum: 1), relayPipe: WaitingPipe(maximum: 1))
    let clients = try (0..<5).map { _ in try TestSocket(.udp, port: socket.port) }
    for id in 0..<500 { clients[id % 5].send(try query("service.local", .soa, id: UInt16(id))) }
    worker.stop()
    let zone = try ServedZone(Zone(parsing: Array(Listening.zone.utf8), file: "test.zone"))
    let index = ServiceIndex()
    await withCheckedContinuation { continuation in
      worker.start {
        Responder(index: index, zones: PublishedZones(ZoneSet([zone])))
      } didEnd: {
        continuation.resume()
      }
    }
    for id in 0..<500 { #expect(await clients[id % 5].receive()?.prefix(2) == [UInt8(id >> 8), UInt8(id & 0xFF)]) }
  }

  @Test("questions that wait for their service are answered, over UDP and TCP")
  func waiting() async throws {
    let gate = Gate()
    let listening = try await Listening { _ in await gate.wait() }
    let (datagrams, stream) = (try TestSocket(.udp, port: listening.port), try TestSocket(.tcp, port: listening.port))
    for id in 0..<20 { datagrams.send(try query("s\(id).service.local", .a, id: UInt16(id))) }
    stream.send(framed(try query("t.service.local", .a, id: 99)))
    try await waitUntil { listening.listener.workerCounts.reduce(0) { $0 + $1.waited } == 20 }
    try await Task.sleep(for: .milliseconds(50))
    let ending = Task { await listening.stop() }
    try await Task.sleep(for: .milliseconds(200))
    await gate.open()
    var ids: Set<UInt8> = []
    for _ in 0..<20 { ids.insert(try #require(await datagrams.receive())[1]) }
    #expect(ids.count == 20)
    #expect(try #require(await stream.receiveMessage())[1] == 99)
    #expect(await stream.receive() == [])
    await ending.value
  }

  @Test("relayed questions get their answer if it comes in time, else a failure, over UDP and TCP")
  func relayed() async throws {
    let relay = try await HandRelay()
    let finished = AsyncStream.makeStream(of: Void.self)
    let handle = RelayHandle(on: relay.handle.eventLoop, ask: relay.handle.ask) {
      _ = try? await relay.answer(with: .failure(.unreachable))
      finished.continuation.finish()
    }
    let listening = try await Listening(relay: handle)
    let (datagrams, stream) = (try TestSocket(.udp, port: listening.port), try TestSocket(.tcp, port: listening.port))
    for (id, name) in ["early.example", "never.example"].enumerated() {
      datagrams.send(try query(name, .a, id: UInt16(id)))
      stream.send(framed(try query(name, .a, id: UInt16(id))))
    }
    try await relay.waitUntilAsked(4)
    let ending = Task { await listening.stop() }
    try await Task.sleep(for: .milliseconds(300))
    #expect(try await relay.answer("early.example") == 2)
    #expect(try ParsedMessage(try #require(await datagrams.receive())).answer.count == 1)
    #expect(try ParsedMessage(try #require(await stream.receiveMessage())).answer.count == 1)
    let failures = [try #require(await datagrams.receive()), try #require(await stream.receiveMessage())]
    for failure in failures {
      let message = try ParsedMessage(failure)
      #expect(message.id == 1 && message.code == 2)
    }
    #expect(await stream.receive() == [])
    for await _ in finished.stream {}
    await ending.value
    try await relay.stop()
  }

  @Test("a client that has sent many messages gets all answers, then the end, and no reset")
  func pipelined() async throws {
    let listening = try await Listening()
    try listening.publish("api", (0..<100).map { "10.1.0.\($0):80" })
    let socket = try TestSocket(.tcp, port: listening.port)
    for id in 0..<300 { socket.send(framed(try query("api.service.local", .a, id: UInt16(id)))) }
    let ending = Task { await listening.stop() }
    for id in 0..<300 {
      #expect(try #require(await socket.receiveMessage()).prefix(2) == [UInt8(id >> 8), UInt8(id & 0xFF)])
    }
    #expect(await socket.receive() == [])
    await ending.value
  }

  @Test("clients that ask on for ever, or read nothing, are left behind in time", arguments: [true, false])
  func endless(asksOn: Bool) async throws {
    let listening = try await Listening()
    try listening.publish("api", (0..<2000).map { "10.1.\($0 / 250).\($0 % 250):80" })
    let socket = try TestSocket(.tcp, port: listening.port)
    let question = framed(try query("api.service.local", .srv))
    let asking = Task {
      while !Task.isCancelled {
        socket.send(question)
        try await Task.sleep(for: .milliseconds(asksOn ? 5 : 20))
        if asksOn { _ = await socket.receiveMessage() }
      }
    }
    try await Task.sleep(for: .milliseconds(300))
    let start = ContinuousClock.now
    await listening.stop()
    #expect(ContinuousClock.now - start < .milliseconds(DNSListener.drainTime + DNSListener.closingTime + 1000))
    asking.cancel()
    _ = await asking.result
  }

  @Test("nobody is let in any more")
  func closed() async throws {
    let listening = try await Listening()
    let port = listening.port
    await listening.stop()
    #expect(throws: ProgramError.self) { try TestSocket(.tcp, port: port) }
  }
}
