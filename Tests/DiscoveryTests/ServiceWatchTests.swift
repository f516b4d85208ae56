import TestSupport
import Testing

@testable import Discovery

@Suite("A service that is followed", .timeLimit(.minutes(5)))
struct ServiceWatchTests {
  private let source = FakeSource()

  private func watch(_ instances: Instance...) async -> ServiceWatch {
    let watch = ServiceWatch("api", of: source)
    await source.tell("api", .current(ServiceSet(instances)))
    for await status in watch.statuses where status == .current { break }
    return watch
  }

  private func tell(_ instances: Instance..., leadership: ServiceSet.Leadership = .oldest) async {
    await source.tell("api", .current(ServiceSet(instances, leadership: leadership)))
  }

  @Test("instances by age, addresses, leader and selection")
  func reading() async {
    let watch = await watch(instance(2, 2, ["v": "2"]), instance(1, 1, ["v": "1"]), instance(3, 3, ["v": "2"]))
    #expect(watch.instances.map(\.created) == [1, 2, 3])
    #expect(watch.set.addresses == ["10.0.0.1:1", "10.0.0.1:2", "10.0.0.1:3"])
    #expect(watch.leader?.created == 1)
    #expect(watch.select(["v": "2"]).map(\.created) == [2, 3] && watch.select([:]).count == 3)
    #expect(watch.select(["v": "9"]).isEmpty)
  }

  @Test("a filtered watch loses an instance that is gone, and one whose attributes cease to match")
  func filtered() async {
    let watch = await watch(instance(1, 1, ["k": "v"]), instance(2, 2, ["k": "v"]), instance(3, 3))
    let filtered = watch.filtered(by: ["k": "v"])
    #expect(filtered.instances.map(\.created) == [1, 2])
    var updates = filtered.updates(includingPresent: false).makeAsyncIterator()
    async let first = updates.next()
    await tell(instance(2, 2, ["k": "v"]), instance(3, 3))
    #expect(await first == .down(instance(1, 1, ["k": "v"])))
    await tell(instance(2, 2, ["k": "w"]), instance(3, 3))
    #expect(await updates.next() == .down(instance(2, 2, ["k": "v"])))
    #expect(filtered.instances.isEmpty && filtered.leader == nil && watch.instances.count == 2)
  }

  @Test("updates are differences: after the source was gone and is back, what did not change is not told again")
  func differences() async {
    let watch = await watch(instance(1, 1), instance(2, 2), instance(3, 3))
    var updates = watch.updates().makeAsyncIterator()
    for created in 1...3 { #expect(await updates.next() == .up(instance(UInt16(created), UInt64(created)))) }
    await source.tell("api", .lost(reason: "reset"))
    for await status in watch.statuses where status == .lost(reason: "reset") { break }
    #expect(watch.instances.count == 3)
    await tell(instance(2, 2, ["k": "v"]), instance(3, 9), instance(5, 5))
    var seen: [ServiceUpdate] = []
    while seen.count < 5, let update = await updates.next() { seen.append(update) }
    #expect(
      seen == [
        .down(instance(1, 1)), .down(instance(3, 3)), .changed(instance(2, 2, ["k": "v"])), .up(instance(5, 5)),
        .up(instance(3, 9)),
      ])
  }

  @Test("leaders: every change, none for an empty set, an older one that appears, and never one that is gone")
  func leaders() async {
    let watch = await watch(instance(2, 2), instance(3, 3))
    var leaders = watch.leaders.makeAsyncIterator()
    #expect(await leaders.next() == .some(instance(2, 2)))
    await tell(instance(1, 1), instance(2, 2))
    #expect(await leaders.next() == .some(instance(1, 1)))
    await source.tell("api", .lost(reason: "reset"))
    await tell(instance(2, 2), instance(3, 3))
    #expect(await leaders.next() == .some(instance(2, 2)))
    #expect(watch.leader == instance(2, 2))
    await tell()
    #expect(await leaders.next() == .some(nil))
    await tell(instance(7, 7), leadership: .appointed(nil))
    await watch.shows([7])
    await tell(instance(7, 7), instance(8, 8), leadership: .appointed(instance(8, 8).endpoint))
    #expect(await leaders.next() == .some(instance(8, 8)))
  }

  @Test("a reader that does not read holds nobody up, costs nothing, and sees the newest when it does")
  func slowReader() async {
    let watch = await watch(instance(1, 1))
    var slow = watch.updates(includingPresent: false).makeAsyncIterator()
    async let first = slow.next()
    for number in 2...1000 { await tell(instance(1, 1), instance(2, UInt64(number))) }
    await tell(instance(1, 1), instance(2, 2000))
    for await set in watch.sets where set.instances.last?.created == 2000 { break }
    var seen = [await first].compactMap { $0 }
    while seen.last != .up(instance(2, 2000)), let update = await slow.next() { seen.append(update) }
    #expect(seen.last == .up(instance(2, 2000)) && seen.count <= 2001)
  }

  @Test("close ends all sequences at once, also while the source is gone, and nothing comes back to life")
  func close() async throws {
    let watch = await watch(instance(1, 1))
    let filtered = watch.filtered(by: [:])
    async let leaders: Int = filtered.leaders.reduce(into: 0) { count, _ in count += 1 }
    await source.tell("api", .lost(reason: "reset"))
    for await status in watch.statuses where status != .current { break }
    watch.close()
    #expect(await leaders <= 1)
    await tell(instance(2, 2))
    #expect(watch.status == .closed && watch.instances == [instance(1, 1)])
    try await wait { source.endedCount != 0 }
    await #expect(throws: ServiceWatchError.closed) { try await watch.waitUntilCurrent(timeout: .seconds(1)) }
  }

  @Test("letting a watch go ends it")
  func dropped() async throws {
    do { _ = await watch(instance(1, 1)) }
    try await wait { source.endedCount != 0 }
  }

  @Test("updates without the present ones tell nothing of the first complete set, and everything from then on")
  func updatesFromNow() async {
    let watch = ServiceWatch("api", of: source)
    var updates = watch.updates(includingPresent: false).makeAsyncIterator()
    async let first = updates.next()
    await tell(instance(1, 1), instance(2, 2))
    await watch.shows([1, 2])
    for await status in watch.statuses where status == .current { break }
    // The reader may see both at once: then it has seen nothing before.
    var created: UInt64 = 3
    let telling = Task { [source] in
      while !Task.isCancelled {
        await source.tell("api", .current(ServiceSet([instance(1, 1), instance(2, 2), instance(3, created)])))
        created += 1
        try? await Task.sleep(for: .milliseconds(20))
      }
    }
    let update = await first
    telling.cancel()
    #expect(update != .up(instance(1, 1)) && update != .up(instance(2, 2)) && update != nil)
  }

  @Test("who was appointed leads also where it is the oldest, and nobody takes its place in a part of the set")
  func appointedOldest() {
    let set = ServiceSet(
      [instance(1, 1, ["zone": "a"]), instance(2, 2, ["zone": "b"])],
      leadership: .appointed(instance(1, 1).endpoint))
    #expect(set.filtered(by: ["zone": "b"]).leader == nil && set.filtered(by: ["zone": "a"]).leader?.created == 1)
    #expect(set.without(instance(1, 1).endpoint).leader == nil)
    #expect(set == ServiceSet(set.instances))
  }

  @Test("the own instance is left out, leads while it is registered, and no longer")
  func own() async {
    let watch = await watch(instance(1, 1), instance(2, 2))
    watch.setOwn(instance(1, 1).endpoint, isRegistered: true)
    #expect(watch.instances == [instance(2, 2)] && watch.leader == instance(1, 1))
    #expect(watch.ownEndpoint == instance(1, 1).endpoint)
    watch.setOwn(instance(1, 1).endpoint, isRegistered: false)
    #expect(watch.leader == instance(2, 2) && watch.set.instances == [instance(2, 2)])
  }

  @Test("empty is told from not answered and from gone")
  func emptyOrUnknown() async throws {
    let clock = ManualClock()
    let silent = ServiceWatch("silent", of: source)
    let waiting = Task { try await silent.waitUntilCurrent(timeout: .seconds(1), clock: clock) }
    await clock.hasSleeper(until: .seconds(1))
    clock.advance(to: .seconds(1))
    await #expect(throws: ServiceWatchError.timedOut) { try await waiting.value }
    let gone = ServiceWatch("gone", of: source)
    await source.tell("gone", .lost(reason: "refused"))
    for await status in gone.statuses where status != .waiting { break }
    await #expect(throws: ServiceWatchError.unreachable(reason: "refused")) {
      try await gone.waitUntilCurrent(timeout: .milliseconds(1))
    }
    let empty = ServiceWatch("empty", of: source)
    await source.tell("empty", .current(.empty))
    try await empty.waitUntilCurrent(timeout: .seconds(300))
    #expect(empty.set == .empty)
  }
}

@Suite("Balancers and the dialer", .timeLimit(.minutes(5)))
struct BalancerTests {
  private let source = FakeSource()

  private func watch(_ instances: [Instance]) async -> ServiceWatch {
    let watch = ServiceWatch("api", of: source)
    await source.tell("api", .current(ServiceSet(instances)))
    await watch.shows(instances.map(\.endpoint.port))
    return watch
  }

  @Test("round robin gives each its turn by age, and survives a set that shrinks")
  func roundRobin() async throws {
    let watch = await watch([instance(1, 1), instance(2, 2), instance(3, 3)])
    let balancer = RoundRobinBalancer(watch)
    let turns = try (0..<5).map { _ in try balancer.next().created }
    #expect(turns == [1, 2, 3, 1, 2])
    await source.tell("api", .current(ServiceSet([instance(1, 1)])))
    await watch.shows([1])
    #expect(try balancer.next().created == 1)
    await source.tell("api", .current(.empty))
    await watch.shows([])
    #expect(throws: NoInstances.self) { try balancer.next() }
  }

  @Test("a seeded random balancer gives the same turns again, and in the long run each as often")
  func random() async throws {
    let watch = await watch([instance(1, 1), instance(2, 2), instance(3, 3)])
    let turns = try (0..<2).map { _ in
      let balancer = RandomBalancer(watch, generator: Numbers(state: 7))
      return try (0..<3000).map { _ in try balancer.next().created }
    }
    #expect(turns[0] == turns[1])
    for created in UInt64(1)...3 { #expect((800...1200).contains(turns[0].count { $0 == created })) }
  }

  private struct Numbers: RandomNumberGenerator, Sendable {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  @Test("the leader alone, or nobody")
  func leader() async throws {
    let watch = await watch([instance(1, 1), instance(2, 2)])
    let balancer = LeaderBalancer(watch)
    #expect(try balancer.next().created == 1 && balancer.order().count == 1)
    await source.tell("api", .current(ServiceSet([instance(1, 1)], leadership: .appointed(nil))))
    await watch.shows([1])
    #expect(throws: NoInstances.self) { try balancer.next() }
  }

  private struct Refused: Error, Equatable { let port: UInt16 }

  @Test("a dialer goes on to the next instance, each once, and gives the last failure where none is left")
  func dialer() async throws {
    let dialer = Dialer(source) { RoundRobinBalancer($0) }
    let telling = Task { await source.tell("api", .current(ServiceSet([instance(1, 1), instance(2, 2)]))) }
    let port = try await dialer.connect(to: "api", timeout: .seconds(300)) { endpoint in
      if endpoint.port == 1 { throw Refused(port: 1) }
      return endpoint.port
    }
    #expect(port == 2)
    await telling.value
    var tried: [UInt16] = []
    await #expect(throws: Refused(port: 1)) {
      try await dialer.connect(to: "api") { endpoint in
        tried.append(endpoint.port)
        throw Refused(port: endpoint.port)
      }
    }
    #expect(tried == [2, 1] && source.watchCount("api") == 1)
    let empty = Task { await source.tell("empty", .current(.empty)) }
    await #expect(throws: NoInstances.self) {
      try await dialer.connect(to: "empty", timeout: .seconds(300)) { _ in Issue.record("there is nobody to connect to")
      }
    }
    await empty.value
    dialer.close()
    try await wait { source.endedCount >= 2 }
  }

  @Test("while the source is gone, what it said last is dialled")
  func stale() async throws {
    let dialer = Dialer(source)
    let telling = Task { await source.tell("api", .current(ServiceSet([instance(1, 1)]))) }
    _ = try await dialer.connect(to: "api", timeout: .seconds(300)) { $0.port }
    await telling.value
    await source.tell("api", .lost(reason: "reset"))
    #expect(try await dialer.connect(to: "api", timeout: .zero) { $0.port } == 1)
  }
}
