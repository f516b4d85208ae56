import HostSystem
import NIOCore
import Testing

@testable import Admin

@Suite("Clients that follow events", .timeLimit(.minutes(5)))
struct EventHubTests {
  @Test("a client that does not read is closed when its queue is full, and others go on")
  func slowClient() async throws {
    let hub = EventHub()
    let closed = Guarded(0)
    let slow = try #require(hub.subscribe { closed.withLock { $0 += 1 } })
    for _ in 0..<EventHub.maximumQueue { hub.publish(ByteBuffer(string: "x")) }
    let quick = try #require(hub.subscribe { closed.withLock { $0 += 100 } })
    #expect(closed.withLock { $0 } == 0 && hub.counts == (2, 0))
    hub.publish(ByteBuffer(string: "y"))
    #expect(closed.withLock { $0 } == 1 && hub.counts == (1, 1))
    var received = 0
    for await _ in slow.events { received += 1 }
    #expect(received == EventHub.maximumQueue)
    var events = quick.events.makeAsyncIterator()
    #expect(await events.next() == ByteBuffer(string: "y"))
  }

  @Test("no more clients follow at once than the bound says; one that goes makes room")
  func maximumClients() throws {
    let hub = EventHub()
    let clients = (0..<EventHub.maximumClients).compactMap { _ in hub.subscribe {} }
    #expect(clients.count == EventHub.maximumClients && hub.subscribe {} == nil)
    hub.unsubscribe(try #require(clients.first).number)
    #expect(hub.subscribe {} != nil)
  }
}
