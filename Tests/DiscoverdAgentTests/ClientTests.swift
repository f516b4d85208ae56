import Discoverd
import Discovery
import NIOCore
import NIOPosix
import HostSystem
import TestSupport
import Testing

@testable import DiscoverdAgent

@Suite("A client and the agent, in both versions", .timeLimit(.minutes(5)))
struct ClientTests {
  @Test("registering again changes the attributes and not the age", arguments: DiscoverdAPI.allCases)
  func attributes(api: DiscoverdAPI) async throws {
    try await withAgent { _, port in
      let client = try makeClient(port, api)
      #expect(try await client.register(registration(1, ["v": "1"])) == "127.0.0.1:1")
      try await client.register(registration(2))
      try await client.register(registration(1, ["v": "2"]))
      let set = try await client.instances(of: "web", timeout: .seconds(300))
      #expect(set.instances.map(\.attributes) == [["v": "2"], [:]] && set.leader?.endpoint.port == 1)
      client.close()
    }
  }

  @Test("two names at one address: each has its heartbeat, and taking one back leaves the other")
  func twoNames() async throws {
    try await withAgent(times: .usual) { _, port in
      let client = try makeClient(port)
      try await client.register(registration(1, name: "a"))
      try await client.register(registration(1, name: "b"))
      let (a, b) = (try client.watch("a"), try client.watch("b"))
      await wait(a, for: [1])
      await wait(b, for: [1])
      // Longer than an instance lives without a heartbeat.
      try await Task.sleep(for: .seconds(11))
      #expect(a.instances.count == 1 && b.instances.count == 1)
      try await client.unregister(name: "a", address: "127.0.0.1:1")
      await wait(a, for: [])
      #expect(b.instances.count == 1)
      client.close()
    }
  }

  @Test("unregistering: unknown is an error, all of them go, and none comes back", arguments: [DiscoverdAPI.v1, .v2])
  func unregister(api: DiscoverdAPI) async throws {
    try await withAgent { _, port in
      let client = try makeClient(port, api)
      await #expect(throws: DiscoverdError.unknownRegistration(name: "web", address: "127.0.0.1:9")) {
        try await client.unregister(name: "web", address: "127.0.0.1:9")
      }
      for port in 1...5 { try await client.register(registration(port)) }
      let watch = try client.watch("web")
      await wait(watch, for: [1, 2, 3, 4, 5])
      try await client.unregisterAll()
      await wait(watch, for: [])
      client.close()
      await #expect(throws: DiscoverdError.closed) { try await client.register(registration(1)) }
    }
  }

  @Test("nobody listens: registering fails at once with the reason, and no heartbeat goes on")
  func unreachable() async throws {
    let address = "\(ownAddress()):1"
    let client = DiscoverdClient(try patientCluster(address), logger: testLogger)
    await #expect(throws: DiscoverdError.unreachable(reason: "\(address): Connection refused")) {
      try await client.register(registration(1))
    }
    await #expect(throws: DiscoverdError.unknownRegistration(name: "web", address: "127.0.0.1:1")) {
      try await client.unregister(name: "web", address: "127.0.0.1:1")
    }
  }

  @Test("of several peers the first may be away: registering goes on to the next")
  func firstPeerAway() async throws {
    let away = "\(ownAddress()):1"
    try await withAgent { _, port in
      for api in DiscoverdAPI.allCases {
        let cluster = try patientCluster("\(away),127.0.0.1:\(port)", api: api)
        let client = DiscoverdClient(cluster, logger: testLogger)
        #expect(try await client.register(registration(1)) == "127.0.0.1:1")
        client.close()
      }
    }
  }

  @Test("closing a client ends the sequences of watches that nobody holds any more")
  func closesSequences() async throws {
    try await withAgent { _, port in
      let client = try makeClient(port)
      let leaders = try client.watch("web").leaders
      let filtered = try client.watch("web").filtered(by: ["k": "v"])
      let (counting, waiting) = (Task { await leaders.reduce(0) { count, _ in count + 1 } }, filtered.statuses)
      for await status in waiting where status == .current { break }
      client.close()
      #expect(await counting.value <= 1)
      for await status in waiting where status == .closed { break }
      #expect(try client.watch("web").status != .current)
    }
  }

  @Test("a service without instances is known to be empty at once, not when time is up")
  func empty() async throws {
    try await withAgent { _, port in
      for api in DiscoverdAPI.allCases {
        let stopwatch = Stopwatch()
        let set = try await makeClient(port, api).instances(of: "none", timeout: .seconds(300))
        #expect(set == .empty)
        #expect(stopwatch.elapsed < .seconds(200))
      }
    }
  }

  @Test("connection events: disconnected once, attempts that fail, connected again; registrations are back at once")
  func connectionEvents() async throws {
    let seen = Guarded<[ConnectionEvent]>([])
    // Of an address of its own, where nobody takes the port meanwhile.
    let host = ownAddress()
    let (port, client, watch) = try await withAgent(host: host) { _, port -> (Int, DiscoverdClient, ServiceWatch) in
      let client = DiscoverdClient(try patientCluster("\(host):\(port)"), logger: testLogger)
      let watch = try client.watch("web")
      try await client.register(registration(1))
      await wait(watch, for: [1])
      return (port, client, watch)
    }
    let listening = Task {
      for await event in client.connectionEvents { seen.withLock { $0.append(event) } }
    }
    for await status in watch.statuses { if case .lost = status { break } }
    try await TestSupport.wait { seen.withLock { $0.contains { if case .connectFailed = $0 { true } else { false } } } }
    let address = try SocketAddress(ipAddress: host, port: port)
    let agent = try await Agent(address: address, setting: "--agent", logger: testLogger)
    let running = Task { await agent.run() }
    for await status in watch.statuses where status == .current { break }
    await wait(watch, for: [1])
    // The agent tells of the instance before it answers the registration.
    try await TestSupport.wait { seen.withLock { $0.last == .connected } }
    client.close()
    await listening.value
    running.cancel()
    await running.value
  }

  @Test("a sequence that nobody reads holds up neither the client's calls nor other watches")
  func deafReader() async throws {
    try await withAgent { _, port in
      let client = try makeClient(port)
      let watch = try client.watch("web")
      let deaf = watch.updates().makeAsyncIterator()
      for number in 1...200 { try await client.register(registration(1, ["n": "\(number)"])) }
      for await set in watch.sets where set.instances.first?.attributes == ["n": "200"] { break }
      withExtendedLifetime(deaf) {}
      client.close()
    }
  }

  @Test("the client that a program shares is one, at the address of the environment")
  func shared() throws {
    let client = try DiscoverdClient.shared(["DISCOVERD": "tcp://10.0.0.1:2222,10.0.0.2"])
    #expect(client.cluster.description == "10.0.0.1:2222,10.0.0.2:1111")
    #expect(try DiscoverdClient.shared([:]) === client)
    #expect(try DiscoverdCluster(nil).description == "127.0.0.1:1111")
    #expect(try DiscoverdCluster("none").description == "127.0.0.1:1111")
    #expect(throws: DiscoverdAddressError.self) { try DiscoverdCluster("a b") }
  }

  @Test("what only version 2 has is told from what is missing")
  func version2() async throws {
    try await withAgent { _, port in
      let client = try makeClient(port, .v2)
      try await client.addService("man", hasAppointedLeader: true)
      await #expect(throws: DiscoverdError.conflict("discoverd: service \"man\" already exists")) {
        try await client.addService("man")
      }
      let registering = try makeClient(port, .v2)
      try await registering.register(registration(1, name: "man"))
      try await registering.register(registration(2, name: "man"))
      // The instances stay without heartbeats, which would make the service anew once it is removed.
      registering.close()
      try await client.appointLeader(registration(2, name: "man"))
      let set = try await client.instances(of: "man", timeout: .seconds(300))
      #expect(set.leader?.endpoint.port == 2 && set.instances.map(\.endpoint.port) == [1, 2])
      let watch = try client.watch("man")
      await wait(watch, for: [1, 2])
      try await client.removeService("man")
      await wait(watch, for: [])
      await #expect(throws: DiscoverdError.notFound("discoverd: service \"man\" not found")) {
        try await client.removeService("man")
      }
      await #expect(throws: DiscoverdError.needsVersion2) { try await makeClient(port, .v1).addService("x") }
      client.close()
    }
  }
}
