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

@Suite("The end of a listener", .serialized, .timeLimit(.minutes(5)))
struct EndingTests {
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
    let (gate, waiting) = (Gate(), Lines())
    let listening = try await Listening(gate: gate, noting: waiting)
    let (datagrams, stream) = (try TestSocket(.udp, port: listening.port), try TestSocket(.tcp, port: listening.port))
    for id in 0..<20 { datagrams.send(try query("s\(id).service.local", .a, id: UInt16(id))) }
    stream.send(framed(try query("t.service.local", .a, id: 99)))
    try await wait { waiting.all.count == 21 }
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
    // Beside other tests a stop may take its time; one that keeps to its limits does so at one of a few. Those during which the machine
    // stood still tell nothing.
    var (late, stops) = (0, 0)
    while late < 5, stops < 40 {
      let (time, standstill) = try await timeOfEndlessStop(asksOn: asksOn)
      if time < .milliseconds(2400) { return }
      late += standstill < .milliseconds(200) ? 1 : 0
      stops += 1
    }
    Issue.record("a stop takes longer than its limits allow")
  }

  /// How long a stop takes, and for how long the machine stood still meanwhile.
  private func timeOfEndlessStop(asksOn: Bool) async throws -> (time: Duration, standstill: Duration) {
    let listening = try await Listening(times: .usual)
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
    let stopwatch = Stopwatch()
    await listening.stop()
    let (time, standstill) = (stopwatch.elapsed, stopwatch.standstill)
    asking.cancel()
    _ = await asking.result
    return (time, standstill)
  }

  @Test("nobody is let in any more")
  func closed() async throws {
    let address = ownAddress()
    let listening = try await Listening(addresses: [address])
    let port = listening.port
    await listening.stop()
    #expect(throws: ProgramError.self) { try TestSocket(.tcp, port: port, address: address) }
  }
}
