internal import TestSupport

/// Random queries that are well formed.
extension SeededGenerator {
  /// A query for something that there may be.
  mutating func draft() -> Draft {
    var draft = Draft(
      id: .random(in: .min ... .max, using: &self), flags: flags(), name: questionName(), type: questionType())
    if isOne(in: 12) { draft.recordClass = pick([3, 3, 4, 254, 255, field()]) }
    if draft.recordClass == 3, isOne(in: 2) { (draft.name, draft.type) = (Draft.wire(pick(Self.identityNames)), 16) }
    if !isOne(in: 3) { draft.sections[2].append(opt()) }
    return draft
  }

  /// An OPT record, mostly as clients send it.
  mutating func opt() -> [UInt8] {
    let size = pick([1232, 4096, 512, field(), field()])
    let version: UInt32 = isOne(in: 20) ? .random(in: 0...255, using: &self) : 0
    let flags = isOne(in: 3) ? 0x8000 : isOne(in: 10) ? UInt32(field()) : 0
    let extended: UInt32 = isOne(in: 30) ? .random(in: 0...255, using: &self) : 0
    let options = isOne(in: 2) ? [] : (0...Int.random(in: 0...3, using: &self)).flatMap { _ in option() }
    return Draft.record(41, class: size, ttl: extended << 24 | version << 16 | flags, options)
  }

  /// One of the options that there are, or one that there is not.
  mutating func option() -> [UInt8] {
    switch Int.random(in: 0...7, using: &self) {
    case 0, 1: Draft.option(3, isOne(in: 8) ? octets(upTo: 10) : [])
    case 2, 3: Draft.option(10, isOne(in: 3) ? octets(upTo: 50) : octets(count: pick([8, 8, 16, 24, 40])))
    case 4: Draft.option(8, [0, 1, 24, 0, 192, 0, 2])
    case 5: Draft.option(pick([9, 11, 12, 15, 65001]), octets(upTo: 8))
    default: Draft.option(field(), octets(upTo: 20))
    }
  }

  private mutating func octets(count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }

  private mutating func flags() -> UInt16 {
    if isOne(in: 10) { return field() & 0x7FFF }
    return pick([0, 0x0100, 0x0100, 0x0120, 0x0110])
  }

  private mutating func questionType() -> UInt16 {
    isOne(in: 8) ? field() : pick([1, 1, 28, 33, 33, 255, 2, 5, 6, 12, 15, 16, 39, 41, 43, 65, 250, 251, 252])
  }

  /// A name in wire form: one of those that there are, with what may stand before them, in any case of its letters.
  private mutating func questionName() -> [UInt8] {
    // The largest answers are rare, since reading them takes as long as thousands of others.
    if isOne(in: 300) { return Draft.wire("huge.service.local") }
    var name = pick(Self.names)
    if !isOne(in: 4) { name = (isOne(in: 3) ? pick(Self.prefixes) + "." : "") + pick(Self.services) + ".service.local" }
    if isOne(in: 10) { name = pick(Self.prefixes) + "." + name }
    let wire = Draft.wire(name)
    return isOne(in: 3) ? withRandomCase(wire) : wire
  }

  private mutating func withRandomCase(_ name: [UInt8]) -> [UInt8] {
    name.map { (0x61...0x7A).contains($0) && Bool.random(using: &self) ? $0 & 0xDF : $0 }
  }

  private static let identityNames = ["version.bind", "version.server", "id.server", "hostname.bind", "x.bind"]
  private static let services = [
    "one", "api", "tagged", "tagged", "names", "hosted", "hosted", "mute", "mixed", "many", "many", "empty",
    "leaderless", "lost", "never", "a_b",
    "unheard", "x!y",
    String(repeating: "l", count: 63),
  ]
  private static let prefixes = [
    "leader", "10-0-3-1", "10-0-0-7", "fd00-0-0-0-0-0-0-1", "10-0-3-1-80", "_tcp", "_udp", "_i", "x", "*", "v2.version",
    "v2.version.us.region", "leader.v1.version", "eu.region", "version",
    "canary", "leader.canary", "v9.version",
    "_api", "_mixed._udp", "leader.x", "a.b.c.d.e.f", String(repeating: "p", count: 63),
  ]
  private static let names = [
    "", "local", "service.local", "ns.service.local", "printer.service.local", "alias.service.local",
    "outside.service.local", "text.service.local", "deep.below.service.local", "below.service.local",
    "x.wild.service.local", "x.y.wild.service.local", "wild.service.local", "*.wild.service.local", "cut.service.local",
    "ns.cut.service.local", "x.y.cut.service.local", "_tcp.service.local", "_udp.service.local",
    "_api._tcp.service.local", "_mixed._udp.service.local", "_mixed._tcp.service.local", "_many._tcp.service.local",
    "_tagged._tcp.service.local", "10-0-4-2-80._tagged._tcp.service.local", "_info.service.local",
    "toservice.service.local", "tomany.service.local", "tosubset.service.local", "c1.service.local", "c3.local",
    "api.tree.service.local", "leader.many.tree.service.local", "x.far.service.local", "tree.service.local",
    "_x._tcp.service.local", "_services._dns-sd._udp.service.local", "x.y.local", "y.local", "z.local", "example.com",
    "1.3.0.10.in-addr.arpa", "2.4.0.10.in-addr.arpa", "3.0.10.in-addr.arpa", "10.in-addr.arpa",
  ]
}
