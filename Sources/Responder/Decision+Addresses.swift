internal import DNSWire
internal import Discovery
internal import ServiceIndex

/// Decides which addresses are answered: those of some instances, or of one.
extension Decision {
  /// The records of some instances at their service's name; one RRset for ANY (RFC 8482 section 4.1).
  func some(_ subset: Subset, _ service: borrowing PublishedService) -> Answer {
    if type == .a || type == .any, let answer = addresses(.ipv4, subset, service) { return answer }
    if type == .aaaa || type == .any, let answer = addresses(.ipv6, subset, service) { return answer }
    if type == .srv || type == .any, service.recordCount(of: subset, upTo: 1) > 0 { return .instances(subset) }
    return isAddress ? withoutAddresses(subset, service) : .noData
  }

  /// That instances have no addresses of the family, and why, where host names are the reason.
  private func withoutAddresses(_ subset: Subset, _ service: borrowing PublishedService) -> Answer {
    let hostNames = service.hostNames
    switch hostNames {
    case .none, .found: return .noData
    case .unasked: return subset.isAll ? .noAddresses(hostNames) : .noData
    case .awaited, .failed:
      guard subset.isAll || service.hasHostName(in: subset) else { return .noData }
      let others = service.addressCount(.ipv4, of: subset) + service.addressCount(.ipv6, of: subset)
      return others > 0 ? .noAddresses(hostNames) : .unresolved(hostNames)
    }
  }

  private func addresses(
    _ family: AddressFamily, _ subset: Subset, _ service: borrowing PublishedService
  ) -> Answer? {
    let count = service.addressCount(family, of: subset)
    return count > 0 ? .addresses(family, subset, count: count) : nil
  }

  /// The records of the leader of some instances.
  func leader(_ subset: Subset, _ service: borrowing PublishedService) -> Answer {
    guard service.hasLeader, let leader = service.oldest(of: subset) else { return .noData }
    if type == .srv { return leader.srv.map(Answer.leader) ?? .noData }
    guard let address = leader.address else { return hostName(ofLeader: leader, service) }
    return self.address(address, isLeader: true)
  }

  /// The answer out of a leader that has a host name.
  private func hostName(ofLeader leader: PublishedInstance, _ service: borrowing PublishedService) -> Answer {
    let wantsAny = type == .any
    if let host = leader.hostName {
      if type == .a || wantsAny, host.addressCount(.ipv4) > 0 { return .leaderAddresses(.ipv4, host) }
      if type == .aaaa || wantsAny, host.addressCount(.ipv6) > 0 { return .leaderAddresses(.ipv6, host) }
    }
    guard isAddress else { return wantsAny ? leader.srv.map(Answer.leader) ?? .noData : .noData }
    switch service.hostNames {
    case .none, .found: return .noData
    case .unasked: return .noAddresses(.unasked)
    case .awaited, .failed:
      let others = leader.hostName.map { $0.addressCount(.ipv4) + $0.addressCount(.ipv6) } ?? 0
      return others > 0 ? .noAddresses(service.hostNames) : .unresolved(service.hostNames)
    }
  }

  /// The record of one address, if it is of the type.
  func address(_ address: PublishedAddress, isLeader: Bool) -> Answer {
    switch (type, address.family) {
    case (.a, .ipv4), (.aaaa, .ipv6), (.any, _): .address(address, isLeader: isLeader)
    default: .noData
    }
  }
}
