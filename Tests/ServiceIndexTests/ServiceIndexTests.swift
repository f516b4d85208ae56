import Discovery
import ServiceIndex
import Synchronization
import Testing

@Suite("The published index")
struct ServiceIndexTests {
  private func names(_ index: ServiceIndex, _ count: Int) -> [Bool] {
    var reader = index.makeReader()
    reader.enter()
    defer { reader.leave() }
    return (0..<count).map { reader.withService("s\($0)") { $0.srvCount } == 1 }
  }

  @Test("finds every service while it grows, and none that was removed")
  func grows() throws {
    let index = ServiceIndex(poisonsFreedMemory: true)
    for number in 0..<20_000 { index.publish([.service(try service("s\(number)", ["10.0.0.1:80"]))]) }
    #expect(index.count == 20_000 && names(index, 20_000).allSatisfy { $0 })
    for number in stride(from: 0, to: 20_000, by: 2) { index.publish([.forgotten(name: "s\(number)")]) }
    #expect(index.count == 10_000)
    #expect(names(index, 20_000).enumerated().allSatisfy { $1 == ($0 % 2 == 1) })
  }

  @Test("names come and go without end in the room of those there are")
  func churn() throws {
    let index = ServiceIndex(poisonsFreedMemory: true)
    for number in 0..<100_000 {
      index.publish([.service(try service("s\(number)", ["10.0.0.1:80"]))])
      index.publish([.forgotten(name: "s\(number - 10)")])
    }
    #expect(index.count == 10 && index.retiredOctets < 1 << 20)
  }

  @Test("what was asked for is known once")
  func asked() throws {
    let index = ServiceIndex()
    index.publish([.service(try service("api", ["10.0.0.1:80"]))])
    #expect(!index.wasAsked("api") && !index.wasAsked("other"))
    var reader = index.makeReader()
    reader.enter()
    reader.withService("api") { $0.noteAsked() }
    reader.leave()
    #expect(index.wasAsked("api") && !index.wasAsked("api"))
  }

  @Test("a source that is gone makes its services stale, those alone")
  func stale() throws {
    let index = ServiceIndex()
    let reader = index.makeReader()
    index.publish([.stale(SourceMask(rank: 3))])
    let (both, other) = (
      reader.isStale([SourceMask(rank: 3), SourceMask(rank: 0)]), reader.isStale(SourceMask(rank: 0))
    )
    index.publish([.stale([])])
    let later = reader.isStale(SourceMask(rank: 3))
    #expect(both && !other && !later)
  }

  @Test("a name that is no label is not shown")
  func noLabel() throws {
    let index = ServiceIndex()
    index.publish([.service(try service("a.b", ["10.0.0.1:80"])), .service(try service("", ["10.0.0.1:80"]))])
    #expect(index.count == 0)
  }

  @Test("no memory is freed while a reader may see it")
  func readerInside() throws {
    let index = ServiceIndex(poisonsFreedMemory: true)
    index.publish([.service(try service("api", ["10.0.0.1:80"]))])
    var reader = index.makeReader()
    reader.enter()
    let port = reader.withService("api") { service in
      for round in 0..<1000 { index.publish([.service(Self.versioned("api", version: UInt16(1 + round)))]) }
      return octets(service.srv(0).length) { service.copySRV(service.srv(0), to: &$0, at: 0) }[5]
    }
    #expect(port == 80 && index.retiredOctets > 10_000)
    reader.leave()
    for round in 0..<1000 { index.publish([.service(Self.versioned("api", version: UInt16(1 + round)))]) }
    #expect(index.retiredOctets < 10_000)
  }

  /// A service of which every port is the version and the number of instances follows from it.
  static func versioned(_ name: String, version: UInt16) -> Service {
    let instances = (0...(version % 7)).map { number in
      Instance(endpoint: Endpoint(address: .ipv4(0x0A00_0000 + UInt32(number)), port: version), created: UInt64(number))
    }
    return Service(name: name, instances: instances, presence: .known, sources: SourceMask(rank: 0))
  }
}
