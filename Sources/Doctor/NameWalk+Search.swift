internal import DNSWire

/// The search list: resolv.conf(5), as glibc and musl go through it.
extension NameWalk {
  /// The names that are asked for, in this order.
  func candidates(_ text: String, dots: Int) -> [String] {
    guard !text.hasSuffix(".") else { return [text] }
    let searched = facts.searchList.map { $0 == "." ? text : text + "." + $0 }
    let needed = facts.resolver?.dots ?? 1
    if facts.isMusl { return dots >= needed ? [text] : searched + [text] }
    if dots >= needed { return [text] + searched }
    // A single label is asked for as it is only where there is nothing to add.
    return dots == 0 && !searched.isEmpty ? searched : searched + [text]
  }

  /// The module `dns`: each name of the search list at the first server that says something of use.
  mutating func askServers(_ text: String, dots: Int) -> ServiceSwitch.Outcome {
    var failed = false
    for (index, candidate) in candidates(text, dots: dots).enumerated() {
      guard let name = try? Name(candidate) else { continue }
      switch askInTurn(name) {
      case .success: return .success
      case .notFound: continue
      // A server failure lets the search go on, silence ends it; at the name as it was given, nothing does.
      case .tryAgain: failed = true
      case .unavailable: if index > 0 || candidate != text { return .tryAgain } else { failed = true }
      }
    }
    return failed ? .tryAgain : .notFound
  }

  /// Asks the servers in turn; unavailable where all are silent.
  private mutating func askInTurn(_ name: Name) -> ServiceSwitch.Outcome {
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
