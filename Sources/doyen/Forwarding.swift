internal import DNSServer
internal import DNSWire
internal import HostSystem
internal import LocalFiles
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Relay
internal import Responder
internal import Synchronization

/// What becomes of names that are none of ours: a relay on an event loop of its own, and whom it asks, which files may change.
final class Forwarding: Sendable {
  private let choice: ForwardChoice
  private let files: ResolverFiles
  private let logger: Logger
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let relay: Relay
  private let contents: Guarded<ResolverFiles.Contents>
  /// The zones that keep names from being asked elsewhere, with and without those of private addresses.
  private let localZones: (all: LocalZones, special: LocalZones)
  private let leaks = Guarded(SearchLeaks(searchDomains: [], origins: []))
  private let leaked = Atomic<Int>(0)
  private let wishes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  /// Reads the files that name resolvers.
  ///
  /// - Throws: ``FileError`` where one can't be read, ``NoTLS`` where an upstream needs it and it can't be had.
  init(_ choice: ForwardChoice, own: OwnAddresses, logger: Logger) throws {
    (self.choice, self.logger) = (choice, logger)
    files = ResolverFiles(paths: choice.files, own: own, logger: logger)
    let domains = choice.zones.map(\.domain)
    localZones = (
      try LocalZones(hasPrivateAddresses: true, except: domains),
      try LocalZones(hasPrivateAddresses: false, except: domains)
    )
    let contents = try files.read()
    files.log(contents)
    self.contents = Guarded(contents)
    let settings = RelaySettings(
      rules: Self.rules(choice, contents), cacheOctets: choice.cacheOctets, trustsAD: choice.trustsAD)
    relay = try Relay(settings, on: group.any(), logger: logger)
  }

  private static func rules(_ choice: ForwardChoice, _ contents: ResolverFiles.Contents) -> ForwardRules {
    ForwardRules(
      default: choice.upstreams + contents.upstreams, zones: choice.zones.map { ($0.domain, $0.upstreams) })
  }

  /// The way to the relay, on which names that leak are counted.
  var handle: RelayHandle {
    RelayHandle(
      on: relay.eventLoop,
      ask: { [self] question, client, completion in
        if leaks.withLock({ $0.isLeak(question.name) }) { leaked.add(1, ordering: .relaxed) }
        relay.ask(question, for: client, completion)
      }, finish: { [relay] in await relay.finish() })
  }

  /// Asks the relay for ourselves.
  var lookup: @Sendable (RelayQuestion) async -> RelayedAnswer? {
    { [relay] question in await relay.answer(to: question) }
  }

  /// What the relay has counted.
  var relayCounters: RelayCounters { relay.counters }

  /// How the upstream resolvers stand.
  var upstreams: [UpstreamStanding] { get async { await relay.upstreams } }

  /// What `_info.Z` shows.
  var counters: [Identity.Counter] {
    [
      .init("relayed") { [relay] in relay.counters[.asked] },
      .init("relayed-from-cache") { [relay] in relay.counters[.fromCache] },
      .init("leaked") { [self] in leaked.load(ordering: .relaxed) },
    ]
  }

  /// The zones that keep names from being asked elsewhere, as the upstreams are now, beside those with these origins.
  func localZones(besides origins: [Name]) -> LocalZones {
    let contents = contents.withLock { $0 }
    leaks.withLock { $0 = SearchLeaks(searchDomains: contents.searchDomains, origins: origins) }
    return knowsPrivateNames(contents) ? localZones.special : localZones.all
  }

  /// Whether names of private addresses may be asked upstream: where all upstreams are in private networks, none of which tells the
  /// Internet.
  private func knowsPrivateNames(_ contents: ResolverFiles.Contents) -> Bool {
    let upstreams = choice.upstreams + contents.upstreams
    return !upstreams.isEmpty && upstreams.allSatisfy(\.isPrivate)
  }

  /// Checks that no domain with upstreams of its own lies in a zone with one of these origins.
  ///
  /// - Throws: `ValidationError` where one does.
  func check(origins: [Name]) throws { try choice.check(origins: origins) }

  /// Reads the files again.
  func reload() { wishes.continuation.yield() }

  /// Asks and follows the files until it is cancelled; `replaceLocalZones` is called whenever other resolvers are asked.
  func run(replaceLocalZones: @escaping @Sendable () -> Void) async {
    await withDiscardingTaskGroup { tasks in
      tasks.addTask { [relay] in await relay.run() }
      var watches = FileWatches(logger)
      reload()
      for await _ in wishes.stream {
        let new = watches.replace(with: files.watchedPaths)
        for watch in new { tasks.addTask { for await _ in watch.changes { self.reload() } } }
        // What was read, or where links led, before these watches were there may have changed unnoticed.
        if !new.isEmpty { reload() }
        await readAgain(replaceLocalZones)
      }
      _ = watches.replace(with: [])
    }
    try? await group.shutdownGracefully()
  }

  /// Uses what the files say from now on, where that is something else than before.
  private func readAgain(_ replaceLocalZones: @Sendable () -> Void) async {
    do throws(FileError) {
      let read = try files.read()
      guard contents.withLock({ $0 }) != read else { return }
      files.log(read)
      // At no time is a name of a private address asked of an upstream in the Internet.
      let isPrivate = knowsPrivateNames(read)
      if isPrivate { await setUpstreams(read) }
      contents.withLock { $0 = read }
      replaceLocalZones()
      if !isPrivate { await setUpstreams(read) }
      logger.notice("resolvers read again")
    } catch {
      logger.error(
        "\(error); the resolvers that it named stay in use", metadata: ["file": "\(error.path)", "error": "\(error)"])
    }
  }

  private func setUpstreams(_ contents: ResolverFiles.Contents) async {
    let rules = Self.rules(choice, contents)
    try? await relay.eventLoop.submit { [relay] in relay.setUpstreams(rules) }.get()
  }
}
