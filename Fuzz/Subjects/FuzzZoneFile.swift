internal import PacketContest
internal import Responder
internal import ZoneFile

extension FuzzSubject {
  /// Zone files: whatever can be read can be served, and libldns reads every answer about it.
  package static let zoneFile = FuzzSubject("FuzzZoneFile") { octets in
    guard let zone = try? Zone(parsing: octets, file: "fuzz.zone") else { return nil }
    return contest.withLock { $0.complaint(about: zone) }
  }

  private static let contest = Turns { try ZoneContest() }
}
