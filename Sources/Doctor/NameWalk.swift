internal import DNSWire
internal import Glibc

/// One step of a look-up.
package struct WalkStep: Sendable, Equatable {
  /// The module that takes it, such as `dns`.
  package let module: String
  /// Whom it asks for what, such as `127.0.0.1 api.service.local A`; absent where it asks nobody.
  package var question: String?
  /// What came of it.
  package let outcome: String
}

/// The way of one name through the C library: which modules are asked, which questions they send, and where it ends.
package struct NameWalk {
  let facts: HostFacts
  let asking: Asking
  /// What has been done so far.
  package private(set) var steps: [WalkStep] = []
  /// The addresses that were found.
  package private(set) var addresses: [String] = []

  /// What a module makes of a name.
  typealias Outcome = ServiceSwitch.Outcome

  /// Follows a name.
  ///
  /// - Parameters:
  ///   - name: as a program gives it to the C library: with a final dot, a single label, or an address.
  ///   - facts: the host's.
  ///   - asking: asks a name server.
  package init(following name: String, _ facts: HostFacts, asking: @escaping Asking) {
    (self.facts, self.asking) = (facts, asking)
    if Self.isAddress(name) {
      note("getaddrinfo", "an address, which needs no look-up")
      addresses = [name]
    } else if let parsed = try? Name(name), parsed != .root {
      follow(name, parsed)
    } else {
      note("getaddrinfo", "no domain name")
    }
  }

  /// Where it ended, in one line.
  package var end: String {
    guard let last = steps.last else { return "nobody was asked" }
    return addresses.isEmpty
      ? "ended without an address at \(last.module)" : "found by \(last.module): \(addresses.joined(separator: ", "))"
  }

  private mutating func follow(_ text: String, _ name: Name) {
    let words = facts.isMusl ? ServiceSwitch.standard : facts.serviceSwitch ?? .standard
    for module in words.modules where module.returns.contains(ask(module.name, text, name)) { break }
  }

  private mutating func ask(_ module: String, _ text: String, _ name: Name) -> Outcome {
    switch module {
    case "files": askFiles(name)
    case "dns": askServers(text, dots: name.labels.count - 1)
    case "resolve": askResolved(name)
    case _ where MulticastRule.isMulticast(module): askMulticast(module, name)
    default: note(module, "not followed here: taken as not found", .notFound)
    }
  }

  private mutating func askFiles(_ name: Name) -> Outcome {
    let entries = facts.hosts.entries(for: name)
    guard !entries.isEmpty else { return note("files", "not in /etc/hosts", .notFound) }
    addresses = entries.map(\.address)
    let lines = entries.map { "/etc/hosts:\($0.line): \($0.address)" }
    return note("files", lines.joined(separator: ", "), .success)
  }

  private mutating func askMulticast(_ module: String, _ name: Name) -> Outcome {
    let verdict = facts.multicast.verdict(module, name)
    guard verdict != .passesOn else { return note(module, "passes it on", .unavailable) }
    guard facts.isAvahiRunning else { return note(module, "passes it on, since Avahi does not run", .unavailable) }
    if verdict == .asksWithoutLocalSOA, let server = facts.askedServers.first, let local = try? Name("local") {
      let reply = asking(server, local, .soa, false)
      let hasSOA = reply.answer?.data(of: "SOA").isEmpty == false
      steps.append(WalkStep(module: module, question: "\(server) local SOA", outcome: reply.summary))
      if hasSOA { return note(module, "passes it on, since DNS has local", .unavailable) }
    }
    return note(module, "asks multicast DNS; taken as not found", .notFound)
  }

  private mutating func askResolved(_ name: Name) -> Outcome {
    guard facts.resolved != nil else {
      return note("resolve", "passes it on, since systemd-resolved does not run", .unavailable)
    }
    return ask(NameServer("127.0.0.53"), name, "resolve") ?? .tryAgain
  }

  /// Adds a step that asks nobody.
  @discardableResult private mutating func note(
    _ module: String, _ outcome: String, _ result: Outcome = .success
  ) -> Outcome {
    steps.append(WalkStep(module: module, outcome: outcome))
    return result
  }

  /// Asks one server for both kinds of addresses; absent where another server has to be asked.
  mutating func ask(_ server: NameServer, _ name: Name, _ module: String) -> Outcome? {
    var (found, codes) = ([String](), [ResponseCode]())
    for (type, text) in [(RecordType.a, "A"), (.aaaa, "AAAA")] {
      let reply = asking(server, name, type, facts.resolver?.usesTCP ?? false)
      let data = reply.answer.map { $0.data(of: "A") + $0.data(of: "AAAA") } ?? []
      let records =
        reply.answer?.code == .noError ? (data.isEmpty ? ", no data" : ": " + data.joined(separator: ", ")) : ""
      let question = "\(server) \(name.plain) \(text)"
      steps.append(WalkStep(module: module, question: question, outcome: reply.summary + records))
      found += data
      if let code = reply.answer?.code { codes.append(code) }
    }
    if !found.isEmpty { addresses = found }
    if !found.isEmpty { return .success }
    return codes.contains { $0 == .noError || $0 == .nxDomain }
      ? .notFound : codes.contains(.servFail) ? .tryAgain : nil
  }

  /// Whether getaddrinfo takes a text as an address: IPv4 with one to four numbers, IPv6 with or without a scope.
  private static func isAddress(_ text: String) -> Bool {
    var (ipv4, ipv6) = (in_addr(), in6_addr())
    let host = text.split(separator: "%", maxSplits: 1).first.map(String.init) ?? ""
    return unsafe inet_aton(text, &ipv4) != 0 || inet_pton(AF_INET6, host, &ipv6) == 1
  }
}
