import CAllocationCounter
import DNSWire
import Responder
import ServiceIndex
import Synchronization

/// What is counted of a server that hands names on.
enum ForwardingProbe {
  /// Names that never leave the host, that are handed over, and that a search list has lengthened.
  static let questions: [(name: String, type: RecordType)] = [
    ("localhost", .a), ("x.localhost", .aaaa), ("localhost", .mx), ("x.invalid", .a),
    ("1.0.168.192.in-addr.arpa", .ptr),
    ("_dns.resolver.arpa", RecordType(rawValue: 64)), ("api.service.local", .srv), ("www.example.com", .a),
    ("out.service.local", .a), ("api.service.local.service.local", .a), ("_info.service.local", .txt),
  ]

  /// A responder that hands names on, for this host and two networks.
  static func responder(_ index: ServiceIndex, _ zones: [ServedZone]) throws -> Responder {
    let local = try LocalZones(hasPrivateAddresses: true, except: [])
    let counted = Counted()
    let identity = Identity(
      version: "Doyen", name: "probe", counters: [.init("relayed") { counted.value.load(ordering: .relaxed) }])
    let networks = [[10, 0, 0, 0], [192, 0, 2, 0]].compactMap { octets in
      Network((octets as [UInt8]).withOctets { ClientAddress($0) }, prefix: 24)
    }
    return Responder(
      index: index, zones: Published(ZoneSet(zones, local: local)), identity: identity,
      access: Published(AccessList(networks)), isForwarding: true)
  }

  private final class Counted: Sendable { let value = Atomic<Int>(7) }

  /// Whether the question of a stranger is refused without an allocation.
  static func refusesStrangers(_ index: ServiceIndex, _ zones: [ServedZone], _ message: [UInt8]) throws -> Bool {
    var responder = try responder(index, zones)
    var room = [UInt8](repeating: 0, count: 1232)
    let stranger = ([198, 51, 100, 7] as [UInt8]).withOctets { ClientAddress($0) }
    var (allocations, refusals): (UInt64, Int) = (0, 0)
    for round in 0..<100 {
      let before = allocation_count()
      responder.enter()
      let outcome = responder.respond(to: message, over: .udp, from: stranger, final: false, into: &room)
      responder.leave()
      if round > 0 { allocations += allocation_count() - before }
      if case .answer = outcome, room[3] & 0xF == 5 { refusals += 1 }
    }
    let isPassed = allocations == 0 && refusals == 100
    print("\(isPassed ? "passed" : "FAILED"): a stranger: \(allocations) allocations in \(refusals) refusals")
    return isPassed
  }
}
