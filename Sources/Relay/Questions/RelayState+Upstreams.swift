internal import DNSWire
internal import NIOCore

/// Which upstreams are asked, in which order.
extension RelayState {
  /// Asks other upstreams from now on. What is open goes on with those it has, but its answers are not kept, and who asks the same
  /// from now on does not wait for them: a name may mean something else to the new ones. So what names' former upstreams said is
  /// forgotten; where a name has none now, that is better than nothing.
  mutating func replaceRules(_ rules: ForwardRules) {
    guard rules != self.rules else { return }
    self.rules = rules
    generation += 1
    inFlight = [:]
    let (old, new) = (cachedRules, rules.withDefault(of: cachedRules))
    cache.forget { Set(old.upstreams(for: $0.name).upstreams) != Set(new.upstreams(for: $0.name).upstreams) }
    cachedRules = new
    health = health.filter { rules.all.contains($0.key) }
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
