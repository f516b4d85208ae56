internal import DNSWire

/// What resolv.conf says beside its name servers' addresses, and systemd-resolved behind it.
extension Diagnosis {
  var resolverFindings: [Finding] { fileFindings + dotsFindings + resolvedFindings }

  private var fileFindings: [Finding] {
    guard let resolver = facts.resolver else {
      return [Finding(.note, "there is no /etc/resolv.conf: the name server at 127.0.0.1 is asked")]
    }
    var findings = resolver.warnings.map { Finding(.warning, "\(Self.resolverPath):\($0)") }
    if resolver.servers.isEmpty {
      findings.append(Finding(.note, "/etc/resolv.conf names no name server: the one at 127.0.0.1 is asked"))
    }
    findings += resolver.servers.dropFirst(ResolverFacts.maximumServers).map {
      removal(.warning, "\($0) is never asked: the C library takes the first \(ResolverFacts.maximumServers)", $0)
    }
    if resolver.rotates && resolver.askedServers.count > 1 {
      findings.append(rotation(resolver.rotatesLine))
    }
    if resolver.usesTCP { findings.append(Finding(.note, "the option use-vc has all questions go over TCP")) }
    return findings
  }

  private func rotation(_ line: FileLine?) -> Finding {
    let words = line?.words ?? []
    let rest = words.filter { $0 != "rotate" }
    let change = Finding.Change(
      path: Self.resolverPath, line: line?.number, now: words.joined(separator: " "),
      then: rest.count > 1 ? rest.joined(separator: " ") : nil)
    return Finding(.warning, "the option rotate has every name server asked first at times", change)
  }

  /// A search list whose domains are tried before the name itself.
  private var dotsFindings: [Finding] {
    guard let resolver = facts.resolver, let line = resolver.dotsLine else { return [] }
    // A service's name is one label in front of the zone's, so it has as many dots as the zone has labels.
    let late = zones.filter { $0.labels.count < resolver.dots }
    guard let zone = late.first, !resolver.search.isEmpty else { return [] }
    let text =
      "ndots:\(resolver.dots) has api.\(zone.plain).\(resolver.search[0]) asked for before api.\(zone.plain): "
      + "each look-up waits for \(resolver.search.count) others"
    let then = line.words.map { $0.hasPrefix("ndots:") ? "ndots:\(zone.labels.count)" : $0 }
    let change = Finding.Change(
      path: Self.resolverPath, line: line.number, now: line.words.joined(separator: " "),
      then: then.joined(separator: " "))
    return [Finding(.warning, text, change)]
  }

  private var resolvedFindings: [Finding] {
    guard let settings = facts.resolved, facts.asksResolved, !zones.isEmpty else { return [] }
    let search = isReadByResolved ? facts.resolver?.search ?? [] : []
    let missing = zones.filter { zone in
      // Without servers of its own it asks those of resolv.conf, beside those of the network.
      let isAsked = isReadByResolved && settings.servers.isEmpty && !zone.isBeneathLocal && isKnown(zone)
      return !isAsked && !settings.routes(zone, orSearched: search)
    }
    guard !missing.isEmpty else { return [Finding(.ok, "systemd-resolved has a route for \(zoneList)")] }
    let isLocal = missing.contains(where: \.isBeneathLocal)
    let text =
      "systemd-resolved has no route for \(missing.map(\.plain).joined(separator: ", "))"
      + (isLocal ? ": it sends no name beneath local to a name server" : "") + "; restart it once this file is there"
    let server = servers.first(where: \.isDoyen)?.server ?? doyen
    let then = ResolvedSettings.dropIn(zones: zones, server: server.explicit)
    let level = facts.endsAtResolved || !isKnown(missing[0]) ? Finding.Level.problem : .warning
    return [Finding(level, text, .init(path: ResolvedSettings.dropInPath, then: then))]
  }

  /// Whether resolv.conf is written by others, so that systemd-resolved takes its servers and search list from there.
  private var isReadByResolved: Bool {
    let isOwn = facts.resolverLink?.contains("systemd") == true
    return !isOwn && facts.resolver?.servers.contains(where: \.isResolvedStub) == false
  }

  /// A finding whose remedy is that a name server goes.
  func removal(_ level: Finding.Level, _ text: String, _ server: NameServer) -> Finding {
    let change = Finding.Change(path: Self.resolverPath, line: server.line, now: "nameserver \(server.host)", then: nil)
    return Finding(level, text, server.line == nil ? nil : change)
  }
}

extension NameServer {
  /// The address with its port, whichever that is.
  var explicit: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
