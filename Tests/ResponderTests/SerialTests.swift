import DNSWire
import Discovery
import Foundation
import HostSystem
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("The serial of the SOA: one question tells whether anything has changed")
struct SerialTests {
  /// The serial of the apex's SOA, and of the SOA beside an answer without records.
  private func serials(_ asking: Asking) throws -> [UInt32] {
    let apex = try #require(try asking.ask("service.local", .soa)?.answer.first)
    let negative = try #require(try asking.ask("service.local", .txt)?.authority.first)
    return try [apex, negative].map { record in
      try #require(record.split(separator: " ").dropFirst(6).first.flatMap { UInt32($0) }, "\(record)")
    }
  }

  @Test("the file's serial where it is the greater one, and nothing else of the record changes")
  func file() throws {
    let asking = try Asking()
    #expect(
      try asking.ask("service.local", .soa)?.answer
        == ["service.local. 5 IN SOA ns.service.local. hostmaster.service.local. 7 3600 600 86400 2"])
    asking.time.move(to: 1_000_000)
    #expect(try serials(asking) == [7, 7])
  }

  @Test("it rises with the second behind a change, once for many, and not without one")
  func rises() throws {
    let asking = try Asking()
    asking.time.move(to: 1000)
    try asking.publish("api", ["10.0.3.1:80"])
    #expect(try serials(asking) == [7, 7])
    asking.time.move(to: 1001)
    #expect(try serials(asking) == [1001, 1001])
    // What changes between two questions of one second shows with the next.
    try asking.publish("api", ["10.0.3.2:80"])
    #expect(try serials(asking) == [1001, 1001])
    try asking.publish("api", ["10.0.3.3:80"])
    asking.time.move(to: 1002)
    #expect(try serials(asking) == [1002, 1002])
    asking.time.move(to: 5000)
    #expect(try serials(asking) == [1002, 1002])
    try asking.publish("api", [], presence: .unknown)
    asking.time.move(to: 5001)
    #expect(try serials(asking) == [5001, 5001])
    asking.index.noteChange()
    asking.time.move(to: 6000)
    #expect(try serials(asking) == [5002, 5002])
  }

  @Test("names that do not exist come and go without a change of the zone")
  func unknown() throws {
    let asking = try Asking(others: nil)
    asking.time.move(to: 1000)
    try asking.publish("nope", [], presence: .unknown)
    asking.index.publish([.forgotten(name: "nope"), .others(.unknown), .stale(SourceMask(rank: 0))])
    asking.time.move(to: 2000)
    #expect(try serials(asking) == [7, 7])
  }

  @Test("the clock is the system's, to the second")
  func clock() {
    let clock = SteadySeconds()
    for _ in 0..<1000 {
      let before = UInt32(Date().timeIntervalSince1970)
      let now = clock.now
      let after = UInt32(Date().timeIntervalSince1970 + 0.001)
      #expect((before...after).contains(now))
    }
  }

  @Test("a restart never makes it fall, also within a second")
  func restart() throws {
    let before = try Asking()
    before.time.move(to: 1000)
    try before.publish("api", ["10.0.3.1:80"])
    before.time.move(to: 1001)
    let last = try serials(before)[0]
    let index = ServiceIndex(seconds: { 1001 })
    var reader = index.makeReader()
    reader.enter()
    #expect(reader.serial >= last)
    reader.leave()
  }
}
