internal import NIOCore

/// Which upstreams are asked, in which order.
extension RelayState {
  /// Asks other upstreams from now on; what is open goes on with those it has. What the old ones said is forgotten: a name may
  /// mean something else to the new ones.
  mutating func replaceRules(_ rules: ForwardRules) {
    self.rules = rules
    cache = AnswerCache(maximumOctets: cacheOctets)
    let kept = Set(rules.groups.flatMap { $0.upstreams })
    health = health.filter { kept.contains($0.key) }
    updateCounters()
  }

  /// The upstreams in the order in which they are asked: as they were given, but those that are down last. One of these may be
  /// asked at once beside another that is not down, to see whether it is back.
  mutating func candidates(_ upstreams: [Upstream], at now: NIODeadline) -> ([Upstream], [Candidate]) {
    let up = upstreams.filter { health[$0]?.isDown != true }
    let down = upstreams.filter { health[$0]?.isDown == true }
    let probe = up.isEmpty ? nil : down.first { health[$0]?.takesProbe(at: now) == true }
    let ordered = up + down
    return (ordered, ordered.map { candidate($0, isProbe: $0 == probe, at: now) })
  }

  private func candidate(_ upstream: Upstream, isProbe: Bool, at now: NIODeadline) -> Candidate {
    let health = health[upstream] ?? UpstreamHealth()
    return Candidate(
      patience: health.roundTrip.patience, refusesEDNS: health.refusesEDNS(at: now),
      isStreamOnly: upstream.transport != .plain, isProbe: isProbe)
  }
}
