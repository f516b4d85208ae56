import Discovery
import Foundation
import TestBackends
import Testing

@testable import Piloted

extension Tag {
  /// A test that takes more than a few seconds.
  @Tag static var long: Self
}

@Suite("Many services and many instances", .timeLimit(.minutes(3)), .serialized)
struct LoadTests {
  /// Memory of this process, in kilooctets.
  private var resident: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4
  }

  private func instances(_ count: Int) -> [FakeInstance] {
    (0..<count).map { number in
      var instance = FakeInstance("10.\(number >> 16).\(number >> 8 & 0xFF).\(number & 0xFF)")
      (instance.meta, instance.tags) = (["version": "1.0.\(number)", "zone": "a"], ["primary", "v1"])
      return instance
    }
  }

  @Test("500 services at an agent that allows 200 connections: none is turned down, and changes are seen", .tags(.long))
  func services() async throws {
    let consul = try await FakeConsul()
    let names = (0..<500).map { "service-\($0)" }
    for name in names { consul.change { $0.register(instances(2), as: name) } }
    let (before, start) = (resident, ContinuousClock.now)
    let source = try BackendSource(
      .local(consul.port), backends: names.map { HealthQuery($0) }, logger: quietLogger, times: HealthTimes())
    let logs = names.map { EventLog(source.watch($0)) }
    for log in logs { #expect(await log.waits(for: "10.0.0.0:80 10.0.0.1:80")) }
    let listed = ContinuousClock.now - start
    #expect(await consul.holds(150))
    let (asked, measured) = (consul.requests.count, ContinuousClock.now)
    for name in names { consul.change { $0.deregister("web-10.0.0.0", of: name) } }
    let changed = ContinuousClock.now
    for (number, log) in logs.enumerated() { #expect(await log.waits(for: "10.0.0.1:80"), "\(number)") }
    let seen = ContinuousClock.now - changed
    let rate = Double(consul.requests.count - asked) / ((ContinuousClock.now - measured) / .seconds(60))
    print(
      "500 services: listed after \(listed), a change of all seen after \(seen), \(consul.connections) connections,",
      "\(consul.heldCount) of them held, \(resident - before) KB more, \(Int(rate)) requests a minute")
    let refreshing = ContinuousClock.now
    await source.refresh()
    print("500 services refreshed within \(ContinuousClock.now - refreshing), \(consul.turnedDown) turned down")
    #expect(consul.turnedDown == 0 && consul.connections <= 190 && seen < .seconds(25))
    #expect(logs.allSatisfy { $0.texts.count == 2 } && rate < 8000 && resident - before < 200_000)
    for log in logs { log.stop() }
    #expect(await eventually { consul.heldCount == 0 })
    try await consul.stop()
  }

  @Test("2,000 instances are read and told of in little time, again and again")
  func instances() async throws {
    let consul = try await FakeConsul()
    consul.change { $0.register(instances(2000), as: "web") }
    let start = ContinuousClock.now
    let log = try consul.log()
    let first = try #require(await log.event { $0.set?.instances.count == 2000 }?.set)
    let listed = ContinuousClock.now - start
    #expect(first.leader?.attributes == ["version": "1.0.0", "zone": "a"] && first.instances.map(\.created).isSorted)
    var (times, before): ([Duration], Int) = ([], 0)
    for number in 0..<8 {
      #expect(await consul.holds(1))
      if number == 3 { before = resident }
      let changed = ContinuousClock.now
      consul.change { $0.deregister("web-10.0.0.\(number)", of: "web") }
      #expect(await log.event { $0.set?.instances.count == 1999 - number } != nil)
      times.append(ContinuousClock.now - changed)
    }
    print(
      "2,000 instances: listed after \(listed), a change told after \(times), \(resident - before) KB more after 5 of them"
    )
    #expect(times.allSatisfy { $0 < .seconds(10) } && resident - before < 50_000)
    try await consul.stop()
  }

  @Test("an agent with fewer connections than services still has all of them told of, in time")
  func fewConnections() async throws {
    let consul = try await FakeConsul()
    consul.set { $0.connectionLimit = 20 }
    let names = (0..<40).map { "service-\($0)" }
    for name in names { consul.change { $0.register([FakeInstance("10.0.0.1")], as: name) } }
    var times = HealthTimes.short
    times.sparing = .seconds(60)
    let source = try consul.source(times: times)
    let logs = names.map { EventLog(source.watch($0)) }
    for log in logs { #expect(await log.waits(for: "10.0.0.1:80")) }
    for name in names { consul.change { $0.register([FakeInstance("10.0.0.2")], as: name) } }
    for log in logs { #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80")) }
    print("40 services, 20 connections: \(consul.turnedDown) turned down, \(consul.heldCount) held")
    try await consul.stop()
  }
}

extension [UInt64] {
  fileprivate var isSorted: Bool { zip(self, dropFirst()).allSatisfy { $0 < $1 } }
}
