internal import Admin
internal import Discovery
internal import DNSServer
internal import HostSystem
internal import LocalFiles
internal import Logging
internal import LogOutput
internal import Relay
internal import Responder
internal import ServiceIndex

/// The state of a server in lines of the log, out of what monitoring shows as well.
struct StateReport {
  let start: ContinuousClock.Instant
  let server: Server
  let keeper: WatchKeeper<ContinuousClock>
  let listener: DNSListener
  let counters: ServingCounters
  /// Absent where answers have no limit.
  let limiter: RateLimiter?

  /// Enough for the kernel's word about a process.
  private static let statusLength = 1 << 16

  /// Every item, a line each.
  var lines: [StateLine] {
    get async {
      let standing = await keeper.standing
      return [process] + zones + standing.sources.map(source) + [await services(standing)] + (await relaying)
        + [udp, tcp, await limits(standing)]
    }
  }

  private var process: StateLine {
    let uptime = start.duration(to: .now)
    let status = (try? LocalFile.read("/proc/self/status", limit: Self.statusLength)) ?? []
    let use = ProcessUse(status: String(decoding: status, as: UTF8.self))
    let files = (try? LocalFile.names(inFolder: "/proc/self/fd").count) ?? 0
    return StateLine(
      "process",
      [
        ("version", "\(Doyen.version)"), ("seconds", .stringConvertible(Int(uptime.components.seconds))),
        ("memory", .stringConvertible(use?.memory ?? 0)), ("peak_memory", .stringConvertible(use?.peakMemory ?? 0)),
        ("threads", .stringConvertible(use?.threads ?? 0)), ("files", .stringConvertible(files)),
      ])
  }

  private var zones: [StateLine] {
    server.zones.value.zones.map { zone in
      StateLine(
        "zone",
        [
          ("zone", "\(zone.origin)"),
          ("serial", .stringConvertible(max(zone.fileSerial, server.index.changeSerial))),
          ("records", .stringConvertible(zone.recordCount)),
        ])
    }
  }

  private func source(_ source: SourceStanding) -> StateLine {
    var fields: [(String, StateLine.Value)] = [("source", "\(source.name)"), ("state", "\(source.state.text)")]
    if let word = source.sinceWord {
      fields.append(("since_word", .stringConvertible(Int(word.components.seconds))))
    }
    switch source.state {
    case .gone(let reason), .refusing(let reason): fields.append(("error", "\(reason)"))
    default: break
    }
    return StateLine("source", fields)
  }

  private func services(_ standing: KeeperStanding) async -> StateLine {
    var board = ServiceBoard()
    for service in await keeper.services { _ = board.receive(.service(service)) }
    _ = board.receive(.stale(standing.gone))
    let counts = board.counts
    return StateLine(
      "services",
      counts: [
        ("services", counts.services), ("instances", counts.instances), ("stale", counts.stale),
        ("watches", standing.openWatches), ("held", await keeper.heldServices),
      ])
  }

  private var relaying: [StateLine] {
    get async {
      guard let forwarding = server.forwarding else { return [] }
      let counters = forwarding.relayCounters
      let counts = RelayCounters.Count.allCases.map { (name: RelayMetrics.field(for: $0), value: counters[$0]) }
      return await forwarding.upstreams.map(upstream) + [StateLine("relay", counts: counts)]
    }
  }

  private func upstream(_ upstream: UpstreamStanding) -> StateLine {
    StateLine(
      "upstream",
      [("upstream", "\(upstream.name)"), ("state", upstream.failure == nil ? "up" : "down")]
        + (upstream.failure.map { [("error", "\($0)")] } ?? []))
  }

  private var udp: StateLine {
    let counts = listener.workerCounts
    func sum(_ value: (WorkerCounts) -> UInt64) -> Int { Int(counts.reduce(0) { $0 + value($1) }) }
    return StateLine(
      "udp",
      counts: [
        ("workers", counts.count), ("received", sum(\.received)), ("sent", sum(\.sent)), ("waited", sum(\.waited)),
        ("relayed", sum(\.relayed)), ("unsent", sum(\.unsent)), ("parked", listener.parked.waiting),
      ])
  }

  private var tcp: StateLine {
    StateLine(
      "tcp",
      counts: [("open", counters[.open]), ("opened", counters[.opened]), ("closed_idle", counters[.closedIdle])])
  }

  /// How often the server has hit a bound of its own.
  private func limits(_ standing: KeeperStanding) async -> StateLine {
    let refused = listener.workerCounts.reduce(0) { $0 + $1.refused }
    let relay = server.forwarding?.relayCounters
    return StateLine(
      "limits",
      counts: [
        ("watches_refused", standing.refusedWatches), ("udp_refused", Int(refused)),
        ("tcp_closed", counters[.closedForOthers]), ("tcp_closed_client", counters[.closedForOwn]),
        ("tcp_paused", counters[.paused]), ("rate_dropped", Int(limiter?.counts.dropped ?? 0)),
        ("rate_truncated", Int(limiter?.counts.truncated ?? 0)),
        ("tcp_refused", counters[.refused]), ("relay_refused", relay?[.refused] ?? 0),
        ("relay_no_room", relay?[.noRoom] ?? 0), ("log_lines_lost", server.log.writer.lostCount),
        ("queries_not_logged", server.queryLog?.droppedCount ?? 0),
      ])
  }
}

extension KeeperStanding {
  /// The sources that are gone.
  fileprivate var gone: SourceMask {
    sources.enumerated().reduce(into: []) { mask, source in
      if case .gone = source.element.state { mask.formUnion(SourceMask(rank: source.offset)) }
    }
  }
}
