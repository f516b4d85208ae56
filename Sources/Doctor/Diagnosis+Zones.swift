internal import DNSWire

/// Whether the name servers that programs ask know a zone.
extension Diagnosis {
  func zoneFindings(_ zone: Name) -> [Finding] {
    let asked = facts.askedServers.compactMap { server in servers.first { $0.server == server && $0.zone == zone } }
    guard let first = asked.firstIndex(where: \.knowsZone) else { return [unknown(zone, asked)] }
    let ahead = asked[..<first].map { this(isAhead: $0, zone) }
    let behind = asked[(first + 1)...].filter { !$0.knowsZone && $0.endsSearch }.map { this(isBehind: $0, zone) }
    return ahead + behind + asked.filter(\.knowsZone).flatMap { answers($0, zone, isAlone: asked.count == 1) }
  }

  /// No name server knows the zone: what to write depends on who is asked.
  private func unknown(_ zone: Name, _ asked: [ServerFacts]) -> Finding {
    let replies = asked.map { "\($0.server): \($0.overUDP.summary)" }.joined(separator: "; ")
    let text = "no name server that programs ask knows \(zone.plain) (\(replies))"
    guard let server = asked.first?.server, !server.isResolvedStub, !server.isDocker else {
      let isDocker = asked.first?.server.isDocker == true
      let hint = "Docker's resolver asks the container's own servers: dns: in compose.yaml, or --dns"
      return Finding(.problem, isDocker ? "\(text); \(hint)" : text)
    }
    guard !server.isSame(as: ResolverFacts.standardServer) else { return Finding(.problem, text) }
    let now = server.line.map { _ in "nameserver \(server.host)" }
    return Finding(
      .problem, text, .init(path: Self.resolverPath, line: server.line, now: now, then: "nameserver 127.0.0.1"))
  }

  /// A server without the zone that is asked before one with it.
  private func this(isAhead server: ServerFacts, _ zone: Name) -> Finding {
    if server.endsSearch {
      let text =
        "\(server.server) is asked first and knows no \(zone.plain) (\(server.overUDP.summary)), which ends the search; "
        + "let Doyen ask it: --forward \(server.server)"
      return removal(.problem, text, server.server)
    }
    let text =
      "\(server.server) is asked first and says nothing of use (\(server.overUDP.summary)): every look-up waits for it"
    return removal(.warning, text, server.server)
  }

  /// A server without the zone that is asked where the one with it fails, or by musl always.
  private func this(isBehind server: ServerFacts, _ zone: Name) -> Finding {
    if facts.isMusl {
      let text =
        "musl asks all name servers at once and takes the first answer: \(server.server) says that \(zone.plain) does not exist"
      return removal(.problem, text, server.server)
    }
    let text =
      "\(server.server) knows no \(zone.plain), and turns a failure of the name server before it into \"no such name\"; "
      + "let Doyen ask it: --forward \(server.server)"
    return removal(.warning, text, server.server)
  }

  /// How a server with the zone answers.
  private func answers(_ server: ServerFacts, _ zone: Name, isAlone: Bool) -> [Finding] {
    let who =
      server.isDoyen ? "Doyen" : server.leadsToDoyen ? "a resolver in front of Doyen" : "a name server other than Doyen"
    var findings: [Finding] = []
    if server.overTCP.answer?.data(of: "SOA").isEmpty != false {
      let text =
        "\(server.server) does not answer for \(zone.plain) over TCP (\(server.overTCP.summary)): large services are cut"
      findings.append(Finding(.problem, text))
    }
    if server.overUDP.answer?.payloadSize == nil {
      findings.append(Finding(.warning, "\(server.server) speaks no EDNS: answers of more than 512 octets need TCP"))
    }
    if isAlone && server.isDoyen && !server.forwards {
      let text =
        "Doyen at \(server.server) is the only name server and refuses all names outside of its zones: --forward"
      findings.append(Finding(.warning, text))
    }
    guard findings.isEmpty else { return findings }
    let level = server.leadsToDoyen ? Finding.Level.ok : .note
    return [Finding(level, "\(zone.plain) is answered by \(who) at \(server.server), over UDP and TCP")]
  }
}
