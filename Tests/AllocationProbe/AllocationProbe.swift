import CAllocationCounter
import DNSServer
import DNSWire
import Discovery
import Foundation
import NIOCore
import Responder
import ServiceIndex
import ZoneFile

/// Counts the allocations of a UDP worker from datagram to datagram, in the optimised build, which is the one that serves:
/// without optimisation every loop over a range allocates. Ends with status 1 where there are any.
@main
struct AllocationProbe {
  private static let questions: [(name: String, type: RecordType)] = [
    ("api.service.local", .srv), ("api.service.local", .a), ("api.service.local", .aaaa), ("api.service.local", .any),
    ("leader.api.service.local", .srv), ("leader.api.service.local", .a), ("10-0-3-1.api.service.local", .a),
    ("many.service.local", .srv), ("many.service.local", .a), ("empty.service.local", .a), ("nope.service.local", .a),
    ("service.local", .soa), ("service.local", .ns), ("service.local", .ds), ("ns.service.local", .a),
    ("text.service.local", .txt),
    ("example.com", .a), ("api.service.local", .axfr), ("API.Service.LOCAL", .srv),
    ("_api._tcp.service.local", .srv), ("_many._tcp.service.local", .srv), ("_tcp.service.local", .a),
    ("_api._tcp.service.local", .ptr), ("10-0-3-1-80._api._tcp.service.local", .srv),
    ("10-0-3-1-80._api._tcp.service.local", .txt), ("_services._dns-sd._udp.service.local", .ptr),
    ("_info.service.local", .txt), ("picked.service.local", .srv), ("1.half.picked.service.local", .a),
    ("1.half.yes.all.picked.service.local", .srv), ("leader.1.half.picked.service.local", .a),
    ("even.picked.service.local", .a), ("half.picked.service.local", .a), ("9.half.picked.service.local", .a),
    ("10-0-3-1-80._picked._tcp.service.local", .txt), ("_picked._udp.service.local", .ptr),
    ("_picked._udp.service.local", .srv), ("db.service.local", .a), ("_db._tcp.service.local", .ptr),
    ("db-example-com-80._db._tcp.service.local", .srv), ("1.3.0.10.in-addr.arpa", .ptr),
    ("9.9.9.10.in-addr.arpa", .ptr), ("3.0.10.in-addr.arpa", .ptr), ("alias.service.local", .a),
    ("out.service.local", .a),
    ("x.old.service.local", .txt), ("loop.service.local", .a),
    ("hosted.service.local", .a), ("hosted.service.local", .aaaa), ("hosted.service.local", .srv),
    ("leader.hosted.service.local", .a), ("leader.hosted.service.local", .aaaa), ("leader.hosted.service.local", .any),
    ("eu.region.hosted.service.local", .a), ("leader.eu.region.hosted.service.local", .a),
    ("192-0-2-1.hosted.service.local", .a), ("failed.service.local", .a), ("1.half.failed.service.local", .aaaa),
    ("leader.failed.service.local", .a), ("x.wild.service.local", .txt), ("x.wild.service.local", .a),
    ("x.cut.service.local", .a),
  ]
  private static let zone = """
    $ORIGIN service.local.
    @ SOA ns hm 1 2 3 4 5
    @ NS ns
    ns A 127.0.0.1
    text TXT a b
    *.wild TXT a
    cut NS ns.cut
    ns.cut A 192.0.2.1
    alias CNAME api
    old DNAME wild
    out CNAME www.example.com.
    loop CNAME loop.10.in-addr.arpa.

    """
  private static let reverseZone = """
    $ORIGIN 10.in-addr.arpa.
    @ SOA ns.service.local. hm.service.local. 1 2 3 4 5
    loop CNAME loop.service.local.

    """

  static func main() throws {
    let index = ServiceIndex()
    index.trackHostNames()
    index.publish([
      .others(.unknown), .service(try ProbeServices.service("api", 5)),
      .service(try ProbeServices.service("many", 200)),
      .service(try ProbeServices.service("empty", 0)),
      .service(try ProbeServices.service("picked", 40, isPlain: false)),
      .service(try ProbeServices.hosted("db", nil)),
      .service(try ProbeServices.hosted("failed", ResolvedHost([], hasFailed: true))),
      .service(
        try ProbeServices.hosted(
          "hosted", ResolvedHost(try ["192.0.2.1", "192.0.2.2", "2001:db8::1"].map { try Address($0) }))),
    ])
    let zones = try [zone, reverseZone].map {
      try ServedZone(Zone(parsing: Array($0.utf8), file: "probe.zone"))
    }
    let (socket, client) = try WorkerStep.sockets()
    let identity = Identity(version: "Doyen", name: "probe", sources: ["agent"])
    // Answers are counted as --admin has them; without, the price of that can be measured.
    let ring = QueryRing()
    let tally = CommandLine.arguments.contains("--uncounted") ? nil : AnswerTally()
    // Every query is logged, as with `--log-queries 1`; at the end the ring is full.
    let logging = CommandLine.arguments.contains("--unlogged") ? nil : QueryLogging(QuerySampler(interval: 1), to: ring)
    let responder = Responder(
      index: index, zones: PublishedZones(ZoneSet(zones)), identity: identity, tally: tally, queryLogging: logging)
    var step = WorkerStep(responder, socket: socket, client: client)
    var hasFailed = !countsAllocations()
    if try !passes(questions, &step, ring) { hasFailed = true }
    var forwarding = WorkerStep(try ForwardingProbe.responder(index, zones), socket: socket, client: client)
    if try !passes(ForwardingProbe.questions, &forwarding, ring) { hasFailed = true }
    if try !ForwardingProbe.refusesStrangers(index, zones, query("api.service.local", .srv, 1232)) { hasFailed = true }
    if !LimitingProbe.limitsStrangers(index, zones, try query("api.service.local", .srv, 1232)) { hasFailed = true }
    for (what, message) in try otherMessages() {
      let (allocations, answers) = try step.count(message)
      print("\(allocations == 0 ? "passed" : "FAILED"): \(what): \(allocations) allocations in \(answers) answers")
      hasFailed = hasFailed || allocations > 0
    }
    if logging != nil, !logs(ring) { hasFailed = true }
    exit(hasFailed ? 1 : 0)
  }

  /// Whether questions are answered without an allocation, with and without EDNS.
  private static func passes(
    _ questions: [(name: String, type: RecordType)], _ step: inout WorkerStep, _ ring: QueryRing
  ) throws -> Bool {
    var isPassed = true
    for (name, type) in questions {
      for payloadSize in [nil, 1232 as UInt16] {
        while ring.take() != nil {}
        let (allocations, answers) = try step.count(query(name, type, payloadSize))
        let what = "\(name) type \(type.rawValue), \(payloadSize == nil ? "without" : "with") EDNS"
        print("\(allocations == 0 ? "passed" : "FAILED"): \(what): \(allocations) allocations in \(answers) answers")
        isPassed = isPassed && allocations == 0 && answers > 0
      }
    }
    return isPassed
  }

  /// Whether queries were logged, and dropped where there was no room.
  private static func logs(_ ring: QueryRing) -> Bool {
    var count = 0
    while ring.take() != nil { count += 1 }
    let isPassed = count > 0 && ring.droppedCount > 0
    print("\(isPassed ? "passed" : "FAILED"): \(count) queries logged, \(ring.droppedCount) dropped")
    return isPassed
  }

  /// Messages of other kinds: no query, the server's identity in class CHAOS, the NSID option.
  private static func otherMessages() throws -> [(what: String, message: [UInt8])] {
    var chaos = try query("version.bind", .txt, nil)
    chaos[chaos.count - 1] = 3
    var nsid = try query("api.service.local", .srv, 1232)
    nsid[nsid.count - 1] = 4
    return [
      ("octets that are no query", [UInt8](repeating: 0xC0, count: 200)), ("version.bind in class CHAOS", chaos),
      ("an answer with NSID", nsid + [0, 3, 0, 0]),
      ("an answer with a cookie", nsid.dropLast() + [12, 0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]),
    ]
  }

  /// Whether an allocation is noticed at all; else everything would pass.
  private static func countsAllocations() -> Bool {
    let before = allocation_count()
    let octets = [UInt8](repeating: 1, count: questions.count * 100)
    let isCounted = allocation_count() > before
    print(isCounted ? "passed: an allocation is counted" : "FAILED: allocations are not counted")
    return isCounted && octets.count > 0
  }

  private static func query(_ name: String, _ type: RecordType, _ payloadSize: UInt16?) throws -> [UInt8] {
    let opt: [UInt8] = payloadSize.map { [0, 0, 41, UInt8($0 >> 8), UInt8($0 & 0xFF), 0, 0, 0, 0, 0, 0] } ?? []
    return [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, opt.isEmpty ? 0 : 1] + (try Name(name).wire)
      + [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xFF), 0, 1] + opt
  }
}
