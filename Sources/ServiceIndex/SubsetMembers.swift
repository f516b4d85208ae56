internal import DNSWire
package import Discovery

/// One instance: its SRV record, if it has a port, and its address, or what its host name stands for.
package struct PublishedInstance: Sendable {
  package let srv: PublishedSRV?
  package let address: PublishedAddress?
  /// Absent where the address is none, or nobody looks it up.
  package let hostName: PublishedHostName?
}

/// The instances of a subset, by candidates: go through all of them and pass over those that are absent.
extension PublishedService {
  /// How many candidates there are for SRV records.
  package func candidates(of subset: Subset) -> Int { subset.isAll ? srvCount : list(of: subset.first).count }

  /// The SRV record of a candidate, in order of age; absent where it is not in the subset or has no port. An address is additional
  /// once.
  @inlinable package func srv(_ candidate: Int, of subset: Subset) -> PublishedSRV? {
    subset.isAll ? srv(candidate) : pickedSRV(candidate, of: subset)
  }

  @usableFromInline func pickedSRV(_ candidate: Int, of subset: Subset) -> PublishedSRV? {
    guard let member = member(candidate, of: subset) else { return nil }
    let offset = offset(ofMember: member)
    guard word(offset) > 0 else { return nil }
    return srv(word(offset) - 1).with(
      address: isFirst(member, of: subset, withPort: true) ? UInt32(word(offset + 4)) : 0)
  }

  /// How many instances of a subset have an SRV record, of those that have a name of their own where that is wanted; no more than
  /// `limit` are counted.
  package func recordCount(of subset: Subset, namedOnly: Bool = false, upTo limit: Int = .max) -> Int {
    if subset.isAll, !namedOnly { return min(srvCount, limit) }
    var count = 0
    for candidate in 0..<candidates(of: subset) where count < limit {
      if let srv = srv(candidate, of: subset), srv.hasName || !namedOnly { count += 1 }
    }
    return count
  }

  /// How many distinct addresses of a family a subset has.
  package func addressCount(_ family: AddressFamily, of subset: Subset) -> Int {
    guard !subset.isAll else { return addressCount(family) }
    if subset.hasOneTerm { return list(of: subset.first).addressCount(family) }
    var count = 0
    for candidate in 0..<list(of: subset.first).count where address(candidate, of: subset)?.family == family {
      count += 1
    }
    return count
  }

  /// The address of a candidate of a subset that is not all; absent where it is not in the subset, or an older one has the address.
  package func address(_ candidate: Int, of subset: Subset) -> PublishedAddress? {
    guard let member = member(candidate, of: subset), isFirst(member, of: subset, withPort: false) else { return nil }
    return PublishedAddress(UInt32(word(offset(ofMember: member) + 4)))
  }

  /// The oldest instance of a subset. Of all instances it is the leader, if there is one.
  package func oldest(of subset: Subset) -> PublishedInstance? {
    guard !subset.isAll else {
      return PublishedInstance(
        srv: leaderHasPort && srvCount > 0 ? srv(0) : nil,
        address: leaderFamily.map { PublishedAddress($0, index: 0) },
        hostName: leaderFamily == nil && word(FragmentLayout.membersOffset) > 0 ? hostName(ofMember: 0) : nil)
    }
    for candidate in 0..<list(of: subset.first).count {
      guard let member = member(candidate, of: subset) else { continue }
      return PublishedInstance(
        srv: srv(candidate, of: subset), address: PublishedAddress(UInt32(word(offset(ofMember: member) + 4))),
        hostName: hostName(ofMember: member))
    }
    return nil
  }

  func member(_ candidate: Int, of subset: Subset) -> Int? {
    let member = list(of: subset.first).member(candidate, in: self)
    return subset.others(of: self, pick: member) ? member : nil
  }

  /// Whether no older member of the subset has this one's address; of those with a port, if only they count.
  private func isFirst(_ member: Int, of subset: Subset, withPort: Bool) -> Bool {
    var older = word(offset(ofMember: member) + 8)
    while older > 0 {
      let counts = !withPort || word(offset(ofMember: older - 1)) > 0
      if counts, list(of: subset.first).contains(older - 1, in: self), subset.others(of: self, pick: older - 1) {
        return false
      }
      older = word(offset(ofMember: older - 1) + 8)
    }
    return true
  }

  func offset(ofMember member: Int) -> Int {
    word(FragmentLayout.membersOffset) + member * FragmentLayout.memberLength
  }
}
