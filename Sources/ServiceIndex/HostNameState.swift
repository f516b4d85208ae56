package import Discovery

/// How it stands with the addresses of the host names that a service's instances have.
package enum HostNameState: UInt8, Sendable {
  /// No instance has a host name.
  case none
  /// Each has been looked up.
  case found
  /// Nobody looks them up, or not all of them.
  case unasked
  /// The last look-up of some has failed, and there is no earlier one.
  case failed
  /// Some are being looked up for the first time.
  case awaited

  /// Of several host names the state that says most about what is missing: the last one.
  init(of instances: [Instance], _ hosts: [String: ResolvedHost]) {
    var state = HostNameState.none
    for instance in instances {
      guard case .host(let host) = instance.endpoint.address else { continue }
      state = max(state, HostNameState(hosts[host]))
    }
    self = state
  }

  private init(_ host: ResolvedHost?) {
    guard let host else {
      self = .unasked
      return
    }
    self = host.isAwaited ? .awaited : host.hasFailed ? .failed : .found
  }
}

extension HostNameState: Comparable {
  package static func < (left: HostNameState, right: HostNameState) -> Bool { left.rawValue < right.rawValue }
}

/// The addresses that one instance's host name stands for, by the places of their members.
package struct PublishedHostName: Sendable {
  /// The first address's member.
  fileprivate let first: Int
  fileprivate let ipv4Count: Int
  fileprivate let ipv6Count: Int

  /// How many addresses of a family there are.
  package func addressCount(_ family: AddressFamily) -> Int { family == .ipv4 ? ipv4Count : ipv6Count }
}

extension PublishedService {
  /// How it stands with the addresses of host names.
  package var hostNames: HostNameState { HostNameState(rawValue: octet(FragmentLayout.hostNames)) ?? .none }

  /// The host name of a member; absent where that has an address, or its host name has not been looked up.
  func hostName(ofMember member: Int) -> PublishedHostName? {
    let counts = word(offset(ofMember: member) + 4)
    guard counts > 0, PublishedAddress(UInt32(counts)) == nil else { return nil }
    return PublishedHostName(first: member + 1, ipv4Count: counts >> 8, ipv6Count: counts & 0xFF)
  }

  /// One of the addresses that a host name stands for, counted among those of its family.
  package func address(_ index: Int, _ family: AddressFamily, of host: PublishedHostName) -> PublishedAddress? {
    let member = host.first + (family == .ipv4 ? 0 : host.ipv4Count) + index
    return PublishedAddress(UInt32(word(offset(ofMember: member) + 4)))
  }

  /// Whether an instance of a subset that is not all has a host name.
  package func hasHostName(in subset: Subset) -> Bool {
    for candidate in 0..<candidates(of: subset) {
      guard let member = member(candidate, of: subset) else { continue }
      if PublishedAddress(UInt32(word(offset(ofMember: member) + 4))) == nil { return true }
    }
    return false
  }
}
