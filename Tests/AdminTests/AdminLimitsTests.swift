import Discovery
import NIOCore
import TestSupport
import Testing

@testable import Admin

@Suite("Clients that are many, slow or silent", .serialized, .timeLimit(.minutes(5)))
struct AdminLimitsTests {
  /// Clients that follow events.
  private func followers(_ count: Int, of shown: Shown) async throws -> [TestSocket] {
    let clients = try (0..<count).map { _ in try TestSocket(.tcp, port: shown.port) }
    for client in clients {
      client.send(Array("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
      _ = try await text(of: client, until: ":\n\n")
    }
    return clients
  }

  @Test("more clients than the bound are turned away, until one goes")
  func maximumFollowers() async throws {
    let shown = try await Shown()
    try await shown.run {
      var clients = try await followers(EventHub.maximumClients, of: shown)
      #expect(try await shown.get("/v1/events").status == 503)
      clients.removeLast()
      let stopwatch = Stopwatch()
      try await wait { shown.board.hub.counts.clients != EventHub.maximumClients }
      #expect(stopwatch.elapsed < AdminServer.heartbeatInterval / 2)
      clients += try await followers(1, of: shown)
      #expect(shown.board.hub.counts == (EventHub.maximumClients, 0))
    }
  }

  @Test("clients that do not read their events are closed")
  func slowFollowers() async throws {
    let shown = try await Shown()
    try await shown.run {
      let clients = try await followers(2, of: shown)
      // What the kernel keeps for a connection has to be full before the queue fills.
      let name = String(repeating: "s", count: 20_000)
      for number in 1..<60_000 where shown.board.hub.hasClients {
        shown.board.publish([.service(try service(name, "10.0.0.1:\(number)"))])
        await Task.yield()
      }
      #expect(shown.board.hub.counts == (0, clients.count))
      #expect(try await shown.get("/healthz").status == 200)
    }
  }

  /// As many clients as may read the list of services, which is more than the kernel keeps for a connection; each has asked for it.
  private func slowReaders(of shown: Shown) async throws -> [TestSocket] {
    let filler = String(repeating: "s", count: 20_000)
    for number in 0..<1000 {
      shown.board.publish([.service(try service("api\(number)", "10.0.0.1:1", attributes: ["a": filler]))])
    }
    let readers = try (0..<ListReaders.maximumCount).map { _ in try TestSocket(.tcp, port: shown.port, room: 65_536) }
    for reader in readers { reader.send(Array("GET /v1/services HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)) }
    return readers
  }

  @Test("clients that do not read the list of services are bounded in number")
  func slowReaders() async throws {
    let shown = try await Shown(responseTime: .hours(1))
    try await shown.run {
      let readers = try await slowReaders(of: shown)
      for reader in readers {
        #expect(try await text(of: reader, until: "\r\n").hasPrefix("HTTP/1.1 200 "))
      }
      #expect(try await shown.get("/v1/services").status == 503)
      #expect(try await shown.get("/healthz").status == 200)
      #expect(try await shown.get("/metrics").body.contains("\ndoyen_admin_refused_total 1\n"))
      withExtendedLifetime(readers) {}
    }
  }

  @Test("clients that do not read the list of services are bounded in time, and then make room")
  func slowReadersTime() async throws {
    let shown = try await Shown(responseTime: .milliseconds(500))
    try await shown.run {
      let readers = try await slowReaders(of: shown)
      // Who asks for this may be too slow as well, where the machine stands still.
      try await wait {
        let slow = try? await shown.get("/metrics").body.firstMatch(of: #/\ndoyen_admin_slow_total (\d+)\n/#)?.1
        return slow.flatMap { Int($0) } ?? 0 >= readers.count
      }
      // A place is free once the writer knows that its client is gone.
      try await wait { (try? await shown.get("/v1/services"))?.status == 200 }
    }
  }

  @Test("clients that send nothing take no one's place")
  func silentClients() async throws {
    let shown = try await Shown()
    try await shown.run {
      var silent: [TestSocket] = []
      for _ in 0..<(2 * Connections.maximumCount) { silent.append(try TestSocket(.tcp, port: shown.port)) }
      for client in silent { client.send(Array("GET /healthz HTTP/1.1\r\nHost".utf8)) }
      #expect(try await shown.get("/healthz").status == 200)
      #expect(await silent[0].receive() == [])
    }
  }
}
