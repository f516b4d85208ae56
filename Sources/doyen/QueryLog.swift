internal import DNSServer
internal import DNSWire
internal import HostSystem
internal import Logging
internal import LogOutput
internal import Responder

/// The queries that are logged: picked by the responders, and written from here.
final class QueryLog: Sendable {
  private let interval: Int
  private let log: ServeLog
  private let rings = Guarded<[QueryRing]>([])

  /// How often what responders have picked is taken: before their rings are full, and seldom enough to cost nothing.
  private static let pause = Duration.milliseconds(50)
  /// Where queries come faster than they are taken, that is said so often at most.
  private static let warningPause = Duration.seconds(60)

  /// Logs one in `interval` queries.
  init(interval: Int, _ log: ServeLog) { (self.interval, self.log) = (interval, log) }

  /// What logs the queries of one responder.
  func makeLogging() -> QueryLogging {
    let ring = QueryRing()
    rings.withLock { $0.append(ring) }
    return QueryLogging(QuerySampler(interval: interval), to: ring)
  }

  /// Queries that were picked and found no room.
  var droppedCount: Int { rings.withLock { $0 }.reduce(0) { $0 + $1.droppedCount } }

  /// Writes until it is cancelled, and then what is left.
  func run() async {
    var (told, end) = (0, ContinuousClock.now)
    while (try? await Task.sleep(for: Self.pause)) != nil {
      write()
      let dropped = droppedCount
      guard dropped > told, end <= .now else { continue }
      warn(dropped - told)
      (told, end) = (dropped, .now + Self.warningPause)
    }
    write()
  }

  private func write() {
    guard log.logger.logLevel <= .info else { return rings.withLock { $0 }.forEach { while $0.take() != nil {} } }
    for ring in rings.withLock({ $0 }) {
      while let query = ring.take() { log.writer.write(query.line) }
    }
  }

  private func warn(_ count: Int) {
    log.logger.warning(
      "\(count) queries were not logged: they came faster than they are written",
      metadata: ["queries": .stringConvertible(count)])
  }
}

extension LoggedQuery {
  /// The line of the log; the name is as zone files have it.
  var line: LogLine {
    let fields: [(name: String, value: Logger.MetadataValue)] = [
      ("client", "\(client.text)"), ("name", "\(name.map(\.description) ?? "-")"),
      ("type", "\(facts.type.map(\.text) ?? "-")"), ("code", "\(facts.code.text)"), ("origin", "\(facts.origin)"),
      ("size", .stringConvertible(facts.size)), ("transport", "\(facts.transport)"),
    ]
    return LogLine(
      time: Int64(truncatingIfNeeded: time), level: .info, label: LogWriter.label, message: "query", fields: fields)
  }
}
