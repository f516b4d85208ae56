package import DNSWire

/// What is well and what is wrong with how a host's programs find services. Facts in, findings out.
package struct Diagnosis: Sendable {
  let facts: HostFacts
  /// The zones of services.
  let zones: [Name]
  /// What the name servers said that programs ask, and Doyen at the address that it was looked for.
  let servers: [ServerFacts]
  /// Where Doyen was looked for beside the name servers.
  let doyen: NameServer

  package init(_ facts: HostFacts, zones: [Name], servers: [ServerFacts], doyen: NameServer) {
    (self.facts, self.zones, self.servers, self.doyen) = (facts, zones, servers, doyen)
  }

  /// All findings, in the order in which a look-up passes what they are about.
  package var findings: [Finding] {
    let host = zones.flatMap(hostsFindings) + nameCacheFindings
    let unnamed = Finding(.note, "no zone is named, so no name server was asked; say which: doyen doctor service.local")
    let answers = zones.isEmpty ? [unnamed] : zones.flatMap(zoneFindings) + doyenFindings
    let resolver = resolverFindings + answers
    return switchFindings + host + resolver + writerFindings(resolver) + portFindings
  }

  /// Zones as a sentence lists them.
  var zoneList: String { zones.map(\.plain).joined(separator: ", ") }

  static let resolverPath = "/etc/resolv.conf"
  static let switchPath = "/etc/nsswitch.conf"

  /// As many names of hosts files are told of, the first ones: each finding repeats its line, which may have thousands of names.
  private static let maximumHostsFindings = 20

  /// Entries that keep programs from what discovery knows.
  private func hostsFindings(_ zone: Name) -> [Finding] {
    facts.hosts.entries(in: zone).prefix(Self.maximumHostsFindings).map { entry, name in
      let now = ([entry.address] + entry.names).joined(separator: " ")
      let rest = entry.names.filter { $0 != name }
      let then = rest.isEmpty ? nil : ([entry.address] + rest).joined(separator: " ")
      let text = "\(name) has a fixed address in /etc/hosts, which comes before what is discovered"
      return Finding(.warning, text, .init(path: "/etc/hosts", line: entry.line, now: now, then: then))
    }
  }

  private var nameCacheFindings: [Finding] {
    guard let cache = facts.nameCache, cache.keepsHosts, let line = cache.line else { return [] }
    let text = "nscd keeps names: it says \"no such name\" for \(cache.negativeSeconds) s after a service has appeared"
    let now = line.words.joined(separator: " ")
    return [
      Finding(.warning, text, .init(path: "/etc/nscd.conf", line: line.number, now: now, then: "enable-cache hosts no"))
    ]
  }

  /// Whether Doyen is where it was looked for, which matters where no name server leads to it.
  private var doyenFindings: [Finding] {
    let own = servers.filter { $0.server.isSame(as: doyen) }
    guard let first = own.first, !facts.askedServers.contains(where: doyen.isSame) else { return [] }
    let isReached = servers.contains { !$0.server.isSame(as: doyen) && $0.leadsToDoyen }
    guard own.contains(where: \.leadsToDoyen) else {
      // In a container Doyen is elsewhere.
      let isElsewhere = isReached || facts.askedServers.contains(where: \.isDocker)
      let level = zones.allSatisfy(isKnown) ? Finding.Level.note : .problem
      return isElsewhere ? [] : [Finding(level, "Doyen does not answer at \(doyen): \(first.overUDP.summary)")]
    }
    let isAtFault = !isReached && !facts.asksResolved && doyen.port != 53
    let hint = isAtFault ? ", and name servers of resolv.conf are asked at port 53: --listen 127.0.0.1:53" : ""
    return [Finding(isAtFault ? .note : .ok, "Doyen answers at \(doyen)\(hint)")]
  }

  /// Whether a name server that programs ask knows a zone.
  func isKnown(_ zone: Name) -> Bool {
    servers.contains { $0.zone == zone && $0.knowsZone && facts.askedServers.contains($0.server) }
  }
}

extension Name {
  /// The name without its final dot, as people write it.
  package var plain: String { self == .root ? "." : String(description.dropLast()) }
}
