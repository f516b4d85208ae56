internal import DNSWire

/// The records of a zone's file, by what checks look for.
struct ZoneRecords {
  /// The records, in the file's order.
  let all: [ZoneRecord]
  let origin: Name
  private let byOwner: [Name: NameRecords]
  private let cuts: Set<Name>
  private let redirections: Set<Name>

  init(_ records: [ZoneRecord], origin: Name) {
    all = records
    self.origin = origin
    byOwner = records.reduce(into: [:]) { $0[$1.owner, default: NameRecords()].append($1) }
    cuts = Set(records.filter { $0.type == .ns && $0.owner != origin }.map(\.owner))
    redirections = Set(records.filter { $0.type == .dname }.map(\.owner))
  }

  /// The records of a name.
  func at(_ name: Name) -> NameRecords { byOwner[name] ?? NameRecords() }

  /// Whether a name has addresses, its own or those of a wildcard above.
  func hasAddresses(at name: Name) -> Bool {
    if at(name).hasAddress { return true }
    return name.ancestors(in: origin).contains { ancestor in
      let wildcard = try? Name(wire: [1, UInt8(ascii: "*")] + ancestor.wire)
      return wildcard.map { at($0).hasAddress } ?? false
    }
  }

  /// The highest zone cut at or above a name.
  func cut(atOrAbove name: Name) -> Name? {
    guard !cuts.isEmpty else { return nil }
    return ([name] + name.ancestors(in: origin)).last { cuts.contains($0) }
  }

  /// The owner of a DNAME above a name.
  func redirection(above name: Name) -> Name? {
    guard !redirections.isEmpty else { return nil }
    return name.ancestors(in: origin).first { redirections.contains($0) }
  }
}

extension ZoneRecord {
  var isAddress: Bool { type == .a || type == .aaaa }

  /// The name that a CNAME leads to, or of the host that an NS, MX or SRV record names; absent of another type.
  var target: Name? {
    let octetsBefore = [.ns: 0, .cname: 0, .mx: 2, .srv: 6][type]
    return octetsBefore.flatMap { try? Name(wire: Array(rdata.dropFirst($0))) }
  }
}

extension Name {
  /// The names above this one, the nearest first, up to `origin`; none unless this lies beneath it.
  func ancestors(in origin: Name) -> [Name] {
    guard self != origin, isEqual(toOrBeneath: origin) else { return [] }
    return Array(sequence(first: self) { $0 == origin ? nil : $0.parent }.dropFirst())
  }
}
