import DNSWire
import Discovery
import ServiceIndex
import Testing

@Suite("Records of a whole service: as if they were written one by one, whatever the room")
struct WritingTests {
  private static let ttl: UInt32 = 0x0102_0304

  private func withService(
    _ endpoints: [String], attributes: [String: String] = [:], _ body: (borrowing PublishedService) -> Void
  ) throws {
    let index = ServiceIndex()
    let instances = try endpoints.enumerated().map {
      Instance(endpoint: try Endpoint($1), created: UInt64($0), attributes: attributes)
    }
    index.publish([.service(Service(name: "api", instances: instances, presence: .known, sources: []))])
    var reader = index.makeReader()
    reader.enter()
    defer { reader.leave() }
    try #require(reader.withService("api") { body($0) } != nil)
  }

  /// SRV records, then additional addresses, one by one.
  private func writeSlowly(
    _ service: borrowing PublishedService, _ owner: Range<Int>, _ writer: inout MessageWriter,
    _ message: inout MutableRawSpan
  ) -> [Int] {
    var counts = [0, 0]
    for index in 0..<service.srvCount {
      let srv = service.srv(index)
      let length = srv.length + (srv.isWholeName ? 0 : owner.count)
      guard writer.fits(12 + length) else { return counts }
      writer.writeRecordHead(.srv, at: 12, ttl: Self.ttl, rdataLength: length, to: &message)
      service.copySRV(srv, to: &message, at: writer.offset)
      writer.advance(srv.length)
      if !srv.isWholeName { writer.write(owner, of: &message) }
      counts[0] += 1
    }
    for index in 0..<service.srvCount {
      let srv = service.srv(index)
      guard let address = srv.additionalAddress else { continue }
      let (type, length) = address.family == .ipv4 ? (RecordType.a, 4) : (.aaaa, 16)
      guard writer.fits(srv.hostLabelLength + 12 + length) else { return counts }
      service.copyHostLabel(srv, to: &message, at: writer.offset)
      writer.advance(srv.hostLabelLength)
      writer.writeRecordHead(type, at: owner.lowerBound, ttl: Self.ttl, rdataLength: length, to: &message)
      service.copyAddress(address.family, address.index, to: &message, at: writer.offset)
      writer.advance(length)
      counts[1] += 1
    }
    return counts
  }

  private func writeFast(
    _ service: borrowing PublishedService, _ owner: Range<Int>, _ writer: inout MessageWriter,
    _ message: inout MutableRawSpan
  ) -> [Int] {
    let records = SRVRecords(name: 12, owner: owner, ttl: Self.ttl)
    let count = service.write(records, with: &writer, to: &message)
    guard count == service.srvCount else { return [count, 0] }
    return [count, service.writeAdditional(to: records, with: &writer, to: &message)]
  }

  static let services = [
    ["0.0.0.0:1"], ["255.255.255.255:65535"], ["10.0.3.1:80", "10.0.3.12:81", "110.120.130.140:82", "1.2.3.4:83"],
    ["10.0.3.1:80", "10.0.3.1:81", "10.0.3.2:0", "10.0.3.3:80"], ["[::1]:80"],
    ["[2001:db8:1111:2222:3333:4444:5555:6666]:80"],
    ["10.0.3.1:80", "[2001:db8::1]:81", "10.0.3.2:82"], ["[::1]:80", "10.0.3.1:81", "10.0.3.2:82"],
    ["10.0.3.1:80", "db.example.com:81", "10.0.3.2:82", "a.b:83"],
    ["\(String(repeating: "x", count: 63)).org:80", "10.0.0.1:1"],
  ]

  @Test("SRV records and their addresses", arguments: services, [2, 20, 31, 32, 33, 63, 64, 65, 255])
  func instances(list: [String], ownerLength: Int) throws {
    try withService(list) { compare($0, ownerLength) }
    try withService(list, attributes: ["version": "1", "proto": "udp", "note": "between two records"]) {
      compare($0, ownerLength)
    }
  }

  private func compare(_ service: borrowing PublishedService, _ ownerLength: Int) {
    let most = MessageRoom(ownerLength: ownerLength, room: 4096)
    let (counts, all) = most.written { writeSlowly(service, most.owner, &$0, &$1) }
    #expect(counts[0] == service.srvCount)
    for room in 0...(all.count + 130) {
      let message = MessageRoom(ownerLength: ownerLength, room: room)
      // With the limit at the message's end, and far before it.
      for kept in [0, min(room, 120)] {
        let slow = message.written(keeping: kept) { writeSlowly(service, message.owner, &$0, &$1) }
        let fast = message.written(keeping: kept) { writeFast(service, message.owner, &$0, &$1) }
        #expect(fast.result == slow.result && fast.octets == slow.octets, "room \(room), of which \(kept) kept")
      }
    }
  }

  @Test("many SRV records, up to the end of a message")
  func manyInstances() throws {
    try withService((0..<3000).map { "10.\($0 % 7).\($0 / 250).\($0 % 250):\(1 + $0)" }) { service in
      for room in [1200, 16_000, 65_485, 300_000] {
        let message = MessageRoom(ownerLength: 23, room: room)
        let slow = message.written { writeSlowly(service, message.owner, &$0, &$1) }
        let fast = message.written { writeFast(service, message.owner, &$0, &$1) }
        #expect(fast.result == slow.result && fast.octets == slow.octets && slow.result[0] > 20)
      }
    }
  }

  @Test("addresses from any on, in cycles of any length", arguments: [AddressFamily.ipv4, .ipv6])
  func addresses(family: AddressFamily) throws {
    try withService((1...7).map { family == .ipv4 ? "10.1.2.\($0):80" : "[2001:db8::\($0)]:80" }) { service in
      let length = 12 + family.addressLength
      for cycle in 1...7 {
        for (first, count) in (0..<cycle).flatMap({ first in (0...(cycle + 1)).map { (first, $0) } }) {
          let message = MessageRoom(ownerLength: 20, room: count * length)
          let fast = message.written { writer, bytes in
            let places = AddressPlaces(first: first, count: count, cycle: cycle)
            service.write(family, places, name: 12, ttl: Self.ttl, with: &writer, to: &bytes)
          }
          let slow = message.written { writer, bytes in
            for index in first..<(first + count) {
              let type = family == .ipv4 ? RecordType.a : .aaaa
              writer.writeRecordHead(type, at: 12, ttl: Self.ttl, rdataLength: family.addressLength, to: &bytes)
              service.copyAddress(family, index % cycle, to: &bytes, at: writer.offset)
              writer.advance(family.addressLength)
            }
          }
          #expect(fast.octets == slow.octets && fast.octets.count == count * length)
        }
      }
    }
  }
}
