internal import DNSWire
internal import Responder
internal import ServiceIndex
package import ZoneFile

/// Serves a zone, asks for what its file has and for what lies beneath, and holds the answers against the rules of all answers.
package struct ZoneContest: ~Copyable {
  private let zones = PublishedZones(ZoneSet([]))
  private var responder: Responder
  private var known: Zone?
  private var room = [UInt8](repeating: 0, count: 65_535)

  /// A contest without a zone.
  package init() throws { responder = Responder(index: ServiceIndex(), zones: zones) }

  /// As many RRsets of a zone are asked for.
  private static let maximumRRsets = 8

  /// What is wrong with the answers about a zone; absent where nothing is.
  package mutating func complaint(about zone: Zone) -> String? {
    guard zone != known else { return nil }
    known = zone
    do throws(ServedZoneError) {
      zones.replace(with: ZoneSet([try ServedZone(zone)]))
    } catch {
      return "a zone that cannot be served: \(error)"
    }
    for rrset in zone.rrsets.prefix(Self.maximumRRsets) {
      let below = (try? Name(wire: [1, 0x78] + rrset.owner.wire)) ?? rrset.owner
      for (name, type) in [(rrset.owner, rrset.type.rawValue), (rrset.owner, 255), (below, rrset.type.rawValue)] {
        if let complaint = complaint(aboutAsking: name, type) { return "\(name), type \(type): \(complaint)" }
      }
    }
    return nil
  }

  private mutating func complaint(aboutAsking name: Name, _ type: UInt16) -> String? {
    for isOverTCP in [false, true] {
      var draft = Draft(id: 0x1234, flags: 0x100, name: name.wire, type: type)
      draft.sections[2] = [Draft.record(41, class: 1232, ttl: 0x8000, [])]
      responder.enter()
      defer { responder.leave() }
      let outcome = responder.respond(
        to: draft.octets, over: isOverTCP ? .tcp : .udp, final: true, into: &room)
      // Names outside of the zone are refused, and so answered.
      guard case .answer(let length) = outcome else { return "it is not answered" }
      let exchange = Exchange(
        packet: MessageShape(draft.octets), answer: Array(room[..<length]), isOverTCP: isOverTCP, isQuery: true,
        hasServices: false)
      if let rule = exchange.brokenRule { return "not true that the answer \(rule): \(exchange.answer.octets.hex)" }
    }
    return nil
  }
}
