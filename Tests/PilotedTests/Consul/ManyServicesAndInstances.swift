import Discovery
import Foundation
import TestBackends
import Testing

@testable import Piloted

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

/// A measurement that may be bad because the machine is busy is taken so often; a program that is slow is so each time.
private let tries = 5

/// More services than an agent allows connections.
struct ManyServices {
  /// Kilooctets that they may take.
  static let growthLimit = 200_000
  private let names = (0..<500).map { "service-\($0)" }

  /// Lists and changes them; by how much the memory has grown.
  func run() async throws -> Int {
    let consul = try await FakeConsul()
    for name in names { consul.change { $0.register(instances(2), as: name) } }
    let before = resident
    let source = try BackendSource(
      .local(consul.port), backends: names.map { HealthQuery($0) }, logger: quietLogger, times: .lenient)
    let logs = names.map { EventLog(source.watch($0)) }
    for log in logs { #expect(await log.waits(for: "10.0.0.0:80 10.0.0.1:80")) }
    #expect(await consul.holds(150))
    try await change(consul, logs)
    await source.refresh(timeout: hangLimit)
    let growth = resident - before
    print("500 services: \(consul.connections) connections, \(consul.heldCount) of them held, \(growth) KB more")
    #expect(consul.turnedDown == 0 && consul.connections <= 190)
    for log in logs { log.stop() }
    #expect(await eventually { consul.heldCount == 0 })
    try await consul.stop()
    return growth
  }

  /// Takes an instance away from each service and gives it back, until a change of all was seen in time.
  private func change(_ consul: FakeConsul, _ logs: [EventLog]) async throws {
    var (seen, count) = (Duration.seconds(60), 1)
    while seen >= .seconds(25), count <= tries {
      let (asked, start, isLess) = (consul.requests.count, ContinuousClock.now, count % 2 == 1)
      for name in names {
        consul.change { isLess ? $0.deregister("web-10.0.0.0", of: name) : $0.register(instances(2), as: name) }
      }
      let text = isLess ? "10.0.0.1:80" : "10.0.0.1:80 10.0.0.0:80"
      for (number, log) in logs.enumerated() { #expect(await log.waits(for: text, skipping: count), "\(number)") }
      seen = ContinuousClock.now - start
      let rate = Double(consul.requests.count - asked) / (seen / .seconds(60))
      count += 1
      #expect(logs.allSatisfy { $0.texts.count == count } && rate < 8000)
    }
    print("500 services: a change of all seen after \(seen)")
    #expect(seen < .seconds(25))
  }
}

/// A service of many instances.
struct ManyInstances {
  /// Lists them and takes some away.
  func run() async throws {
    let consul = try await FakeConsul()
    consul.change { $0.register(instances(2000), as: "web") }
    let log = try consul.log()
    let first = try #require(await log.event { $0.set?.instances.count == 2000 }?.set)
    let ages = first.instances.map(\.created)
    #expect(first.leader?.attributes == ["version": "1.0.0", "zone": "a"] && zip(ages, ages.dropFirst()).allSatisfy(<))
    var (time, growth, next) = (Duration.seconds(60), 50_000, 0)
    for _ in 0..<tries where time >= .seconds(10) || growth >= 50_000 {
      // The first changes take memory that is kept.
      for _ in 0..<3 { _ = try await change(consul, log, &next) }
      let before = resident
      for _ in 0..<5 { time = min(time, try await change(consul, log, &next)) }
      growth = resident - before
    }
    print("2,000 instances: a change told after \(time), \(growth) KB more after 5 of them")
    #expect(time < .seconds(10) && growth < 50_000)
    try await consul.stop()
  }

  /// Takes the next instance away; how long it takes until that is told.
  private func change(_ consul: FakeConsul, _ log: EventLog, _ next: inout Int) async throws -> Duration {
    #expect(await consul.holds(1))
    let (number, start) = (next, ContinuousClock.now)
    next += 1
    consul.change { $0.deregister("web-10.0.0.\(number)", of: "web") }
    #expect(await log.event { $0.set?.instances.count == 1999 - number } != nil)
    return ContinuousClock.now - start
  }
}
