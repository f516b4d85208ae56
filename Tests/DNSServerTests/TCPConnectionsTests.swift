import DNSWire
import NIOCore
import NIOEmbedded
import Testing

@testable import DNSServer

@Suite("How many TCP connections are open")
struct TCPConnectionsTests {
  private let counters = ServingCounters()

  private func client(_ last: UInt8) -> ClientAddress {
    ([192, 0, 2, last] as [UInt8]).withOctets { ClientAddress($0) }
  }

  /// Opens connections of a client, each later than the one before.
  private func open(_ count: Int, of client: ClientAddress, in connections: TCPConnections) throws -> [EmbeddedChannel]
  {
    try (0..<count).map { _ in
      let channel = EmbeddedChannel()
      try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 53)).wait()
      channel.closeFuture.assumeIsolated().whenComplete { _ in connections.remove(channel) }
      connections.add(channel, of: client)
      return channel
    }
  }

  @Test("of one client the one idle longest is closed, and none of another's")
  func perClient() throws {
    let connections = TCPConnections(counters, InHand())
    let other = try open(1, of: client(1), in: connections)
    let own = try open(TCPConnections.maximumPerClient, of: client(2), in: connections)
    let closed = own.filter { !$0.isActive }
    #expect(closed.isEmpty)
    connections.touch(own[0])
    let last = try open(1, of: client(2), in: connections)
    for channel in other + own + last { channel.embeddedEventLoop.run() }
    #expect(!own[1].isActive && own[0].isActive && other[0].isActive)
    #expect(counters[.closedForOwn] == 1 && counters[.closedForOthers] == 0)
    #expect(counters[.open] == TCPConnections.maximumPerClient + 1)
  }

  @Test("of all clients the one idle longest is closed")
  func inTotal() throws {
    let connections = TCPConnections(counters, InHand())
    let first = try open(1, of: client(1), in: connections)
    let others = try (0..<TCPConnections.maximumCount).flatMap { number in
      try open(1, of: client(UInt8(2 + number % 200)), in: connections)
    }
    for channel in first + others { channel.embeddedEventLoop.run() }
    let closed = (first + others).filter { !$0.isActive }
    #expect(closed.count == 1 && closed.first === first[0])
    #expect(counters[.closedForOthers] == 1 && counters[.open] == TCPConnections.maximumCount)
  }
}
