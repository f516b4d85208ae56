import Discovery
import Foundation
import TestBackends
import Testing

@testable import Piloted

extension Tag {
  /// A test that takes more than a few seconds.
  @Tag static var long: Self
}

@Suite("Many services and many instances", .timeLimit(.minutes(10)), .serialized)
struct LoadTests {
  @Test("500 services at an agent that allows 200 connections: none is turned down, and changes are seen", .tags(.long))
  func services() async throws {
    var growth = ManyServices.growthLimit
    // Other tests of this process take memory, too, but not each time as much.
    for _ in 0..<3 where growth >= ManyServices.growthLimit { growth = try await ManyServices().run() }
    #expect(growth < ManyServices.growthLimit)
  }

  @Test("2,000 instances are read and told of in little time, again and again")
  func instances() async throws {
    try await ManyInstances().run()
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
