internal import Admin
internal import DNSServer
internal import Relay
internal import Responder

/// What was counted while answering, as metrics.
struct ServingMetrics: Sendable {
  let zones: CountedZones
  let listener: DNSListener
  let counters: ServingCounters
  /// Absent where answers have no limit.
  let limiter: RateLimiter?
  /// Absent where nothing is relayed.
  let relay: RelayCounters?

  private struct AnswerKey: Hashable {
    let zone, type, rcode, origin, transport: String
  }

  /// The metrics, with the answers of all responders.
  func families(_ counts: [AnswerTally.Count]) -> [MetricFamily] {
    [answers(counts)] + workers + limits + [latencies] + connections + (relay.map(RelayMetrics.families) ?? [])
  }

  private func answers(_ counts: [AnswerTally.Count]) -> MetricFamily {
    let sums = Dictionary(grouping: counts, by: key).mapValues { $0.reduce(0) { $0 + $1.value } }
    let samples = sums.map { key, value in
      MetricFamily.Sample(
        Double(value),
        [
          .init("zone", key.zone), .init("type", key.type), .init("rcode", key.rcode), .init("origin", key.origin),
          .init("transport", key.transport),
        ])
    }
    return MetricFamily(
      "doyen_answers_total", .counter,
      "Answers by zone, type asked for, response code, origin (live or stale source, zone file, upstream resolver or its cache) and transport.",
      samples)
  }

  private func key(_ count: AnswerTally.Count) -> AnswerKey {
    AnswerKey(
      zone: zones.name(of: count.zone), type: count.kind == .other ? "other" : "\(count.kind)".uppercased(),
      rcode: count.code == .other ? "other" : "\(count.code)".uppercased(),
      origin: "\(count.origin)", transport: "\(count.transport)")
  }

  private var workers: [MetricFamily] {
    let counts = listener.workerCounts
    func family(_ name: String, _ help: String, _ value: (WorkerCounts) -> UInt64) -> MetricFamily {
      let samples = counts.map { MetricFamily.Sample(Double(value($0)), [.init("worker", "\($0.worker)")]) }
      return MetricFamily("doyen_udp_\(name)_total", .counter, help, samples)
    }
    return [
      family("received", "Datagrams that a UDP worker has received.", \.received),
      family("sent", "Answers that a UDP worker has sent at once.", \.sent),
      family(
        "unsent",
        "Answers that the system did not take: to clients that can't be reached, or because of too many of those.",
        \.unsent
      ),
      family("waited", "Questions that had to wait for their service to be watched.", \.waited),
      family("relayed", "Questions that a UDP worker has handed to the relay.", \.relayed),
      family(
        "refused", "Questions that were refused because too many waited, or were on their way to the relay.", \.refused),
    ]
  }

  private var latencies: MetricFamily {
    let bounds = LatencyHistogram.bounds.map { Double($0) / 1e9 }
    func samples(_ kind: String, _ histogram: LatencyHistogram) -> [MetricFamily.Sample] {
      let (each, sum) = histogram.counts
      return MetricFamily.Sample.histogram(each, bounds: bounds, sum: Double(sum) / 1e9, [.init("for", kind)])
    }
    return MetricFamily(
      "doyen_wait_seconds", .histogram,
      "How long questions waited that could not be answered at once: for a service to be watched, or for the relay, its cache included. Others take microseconds and are not timed.",
      samples("watch", counters.waited) + samples("relay", counters.relayed))
  }

  private var connections: [MetricFamily] {
    func sample(_ count: ServingCounters.Count, _ label: String, _ value: String) -> MetricFamily.Sample {
      MetricFamily.Sample(Double(counters[count]), [.init(label, value)])
    }
    return [
      MetricFamily("doyen_tcp_connections", .gauge, "TCP connections that are open.", Double(counters[.open])),
      MetricFamily(
        "doyen_tcp_connections_total", .counter, "TCP connections that were opened.", Double(counters[.opened])),
      MetricFamily(
        "doyen_tcp_closed_total", .counter,
        "TCP connections that were closed because too many were open, too many of their client, or nothing was asked.",
        [
          sample(.closedForOthers, "reason", "limit"), sample(.closedForOwn, "reason", "client"),
          sample(.closedIdle, "reason", "idle"),
        ]),
      MetricFamily(
        "doyen_tcp_limited_total", .counter,
        "Times that a TCP connection had too many questions open: waiting, so that it was not read, or relayed, so that the next was refused.",
        [sample(.paused, "limit", "waiting"), sample(.refused, "limit", "relayed")]),
    ]
  }
}
