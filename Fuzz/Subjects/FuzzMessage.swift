internal import PacketContest

extension FuzzSubject {
  /// Queries: two octets that choose the state of discovery, transport and repetition, then the packet. Held against libldns and
  /// the rules of all answers.
  package static let message = FuzzSubject("FuzzMessage") { octets in
    guard octets.count >= 2 else { return nil }
    let state = UInt64(octets[0]) % statesOfDiscovery
    let round = state * Contest.roundsOfState + UInt64(octets[1])
    return contest.withLock { $0.complaint(about: Array(octets[2...]), round: round) }
  }

  /// Three of services that are not known, each with a source there and gone.
  private static let statesOfDiscovery: UInt64 = 6
  private static let contest = Turns { try Contest() }
}
