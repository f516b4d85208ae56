internal import DNSWire

/// The search list: resolv.conf(5), as glibc and musl go through it.
extension NameWalk {
  /// Which names are asked for.
  struct Candidates: Equatable {
    /// Whether the name as it was given comes first.
    var asGivenFirst: Bool
    /// The name with each domain of the search list behind it.
    var searched: [String]
    /// Whether the name as it was given comes last.
    var asGivenLast: Bool
  }

  /// The names for one that has `dots` dots.
  func candidates(_ text: String, dots: Int) -> Candidates {
    let isFirst = dots >= facts.resolver?.dots ?? 1
    guard !text.hasSuffix("."), !(facts.isMusl && isFirst) else {
      return Candidates(asGivenFirst: true, searched: [], asGivenLast: false)
    }
    let list = facts.searchList
    let isTriedAlone = dots > 0 || list.isEmpty || facts.resolver?.triesSingleLabels ?? true
    return Candidates(
      asGivenFirst: isFirst, searched: list.map { $0 == "." ? text : text + "." + $0 },
      asGivenLast: !isFirst && isTriedAlone && !list.contains("."))
  }

  /// The module `dns`: each name at the first server that says something of use.
  mutating func askServers(_ text: String, dots: Int) -> ServiceSwitch.Outcome {
    let candidates = candidates(text, dots: dots)
    var outcomes: [ServiceSwitch.Outcome] = []
    if candidates.asGivenFirst { outcomes.append(askInTurn(text)) }
    for name in candidates.searched where !outcomes.contains(.success) {
      outcomes.append(askInTurn(name))
      // A server failure lets the search go on, silence and refusals end it.
      if outcomes.last == .unavailable { break }
    }
    if candidates.asGivenLast && !outcomes.contains(.success) { outcomes.append(askInTurn(text)) }
    if outcomes.contains(.success) { return .success }
    return outcomes.allSatisfy { $0 == .notFound } ? .notFound : .tryAgain
  }

  /// Asks the servers in turn; unavailable where all are silent.
  private mutating func askInTurn(_ text: String) -> ServiceSwitch.Outcome {
    guard let name = try? Name(text) else { return .notFound }
    var outcome = ServiceSwitch.Outcome.unavailable
    for server in facts.askedServers {
      switch ask(server, name, "dns") {
      case .success: return .success
      case .notFound: return .notFound
      case .tryAgain: outcome = .tryAgain
      case .unavailable, nil: continue
      }
    }
    return outcome
  }
}

extension HostFacts {
  /// What is added to names: the list of resolv.conf, else the domain of the host's own name.
  var searchList: [String] {
    resolver?.search.isEmpty == false ? resolver?.search ?? [] : hostDomain.map { [$0] } ?? []
  }
}
