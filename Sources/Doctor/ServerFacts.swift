package import DNSWire

/// What one name server says about one zone of services.
package struct ServerFacts: Sendable, Equatable {
  package let server: NameServer
  package let zone: Name
  /// To the question for the zone's SOA, over UDP.
  package var overUDP: ServerReply
  /// The same over TCP.
  package var overTCP: ServerReply
  /// To the question for Doyen's own record in the zone, `_info.ZONE TXT`.
  package var information: ServerReply

  /// Asks a name server what there is to know.
  package init(_ server: NameServer, _ zone: Name, asking: Asking) {
    (self.server, self.zone) = (server, zone)
    overUDP = asking(server, zone, .soa, false)
    guard overUDP.answer?.data(of: "SOA").isEmpty == false else {
      overTCP = overUDP
      information = overUDP
      return
    }
    overTCP = asking(server, zone, .soa, true)
    let name = try? Name(labels: [Array("_info".utf8)] + zone.labels.map(Array.init))
    information = asking(server, name ?? zone, .txt, false)
  }

  /// Whether it knows the zone, itself or by asking another.
  var knowsZone: Bool { overUDP.answer?.data(of: "SOA").isEmpty == false }

  /// Whether the zone's answers come from Doyen.
  var leadsToDoyen: Bool {
    information.answer?.data(of: "TXT").contains { $0.contains("services=") && $0.contains("changed=") } ?? false
  }

  /// Whether it is Doyen, not a resolver in front of it.
  var isDoyen: Bool { leadsToDoyen && overUDP.answer?.flags.contains("aa") == true }

  /// Whether it also resolves other names.
  var forwards: Bool { overUDP.answer?.flags.contains("ra") == true }

  /// Whether its word ends a search: a server that fails or is silent is passed over.
  var endsSearch: Bool {
    guard let code = overUDP.answer?.code else { return false }
    return code == .noError || code == .nxDomain
  }
}
