import DNSWire
import Glibc
import NIOCore
import Responder
import ServiceIndex
import TestSupport
import Testing
import ZoneFile

@testable import DNSServer
@testable import HostSystem

@Suite("A socket that a service manager has, too", .timeLimit(.minutes(5)))
struct SharedSocketTests {
  @Test("its workers answer, end at once, and leave it as it was")
  func shared() async throws {
    let loopback = ListenAddress(try SocketAddress(ipAddress: "127.0.0.1", port: 0), setting: "test")
    let owner = try UDPSocket(loopback)
    let socket = try UDPSocket(PassedSocket(dup(owner.number), name: "test"), for: loopback)
    let zone = try ServedZone(Zone(parsing: Array(Listening.zone.utf8), file: "test.zone"))
    let index = ServiceIndex()
    let pipe = WaitingPipe(maximum: 1)
    let workers = (0..<3).map { UDPWorker($0, socket: socket, waitingPipe: pipe, relayPipe: pipe) }
    let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
    for worker in workers {
      worker.start {
        Responder(index: index, zones: PublishedZones(ZoneSet([zone])))
      } didEnd: {
        continuation.yield()
      }
    }
    let client = try TestSocket(.udp, port: owner.port)
    for id in 0..<200 {
      client.send(try query("service.local", .soa, id: UInt16(id)))
      #expect(await client.receive()?.prefix(2) == [0, UInt8(id)])
    }
    // More at once than one worker takes together.
    for id in 0..<200 { client.send(try query("service.local", .soa, id: UInt16(id))) }
    var ids: Set<UInt8> = []
    while ids.count < 200, let answer = await client.receive() { ids.insert(answer[1]) }
    #expect(ids.count == 200)
    for worker in workers { worker.stop() }
    var iterator = ends.makeAsyncIterator()
    for _ in workers { _ = await iterator.next() }
    // Whoever has the socket still can wait for it.
    client.send([1, 2, 3])
    var octets = [UInt8](repeating: 0, count: 8)
    #expect(unsafe recv(owner.number, &octets, octets.count, 0) == 3)
  }

  @Test("no router is believed that asks for smaller datagrams, whoever made the socket")
  func pathMTU() throws {
    let loopback = ListenAddress(try SocketAddress(ipAddress: "127.0.0.1", port: 0), setting: "test")
    let owner = try UDPSocket(loopback)
    #expect(discovery(of: owner.number) == IP_PMTUDISC_OMIT)
    var standard = IP_PMTUDISC_WANT
    let length = socklen_t(MemoryLayout<CInt>.size)
    #expect(unsafe setsockopt(owner.number, CInt(IPPROTO_IP), IP_MTU_DISCOVER, &standard, length) == 0)
    let socket = try UDPSocket(PassedSocket(dup(owner.number), name: "test"), for: loopback)
    #expect(discovery(of: socket.number) == IP_PMTUDISC_OMIT)
  }

  private func discovery(of number: CInt) -> CInt {
    var (value, length) = (CInt(-1), socklen_t(MemoryLayout<CInt>.size))
    unsafe getsockopt(number, CInt(IPPROTO_IP), IP_MTU_DISCOVER, &value, &length)
    return value
  }
}
