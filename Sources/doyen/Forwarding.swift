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
  private let leaks = Guarded(SearchLeaks(searchDomains: [], origins: []))
  private let leaked = Atomic<Int>(0)
  private let wishes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  /// Reads the files that name resolvers.
  ///
  /// - Throws: ``FileError`` where one can't be read, ``NoTLS`` where an upstream needs it and it can't be had.
  init(_ choice: ForwardChoice, own: OwnAddresses, logger: Logger) throws {
    (self.choice, self.logger) = (choice, logger)
    files = ResolverFiles(paths: choice.files, own: own, logger: logger)
    let contents = try files.read()
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
    RelayHandle(on: relay.eventLoop) { [self] question, client, completion in
      if leaks.withLock({ $0.isLeak(question.name) }) { leaked.add(1, ordering: .relaxed) }
      relay.ask(question, for: client, completion)
    }
  }

  /// Asks the relay for ourselves.
  var lookup: @Sendable (RelayQuestion) async -> RelayedAnswer? {
    { [relay] question in await relay.answer(to: question) }
  }

  /// What the relay has counted.
  var relayCounters: RelayCounters { relay.counters }

  /// What `_info.Z` shows.
  var counters: [Identity.Counter] {
    [
      .init("relayed") { [relay] in relay.counters[.asked] },
      .init("relayed-from-cache") { [relay] in relay.counters[.fromCache] },
      .init("leaked") { [self] in leaked.load(ordering: .relaxed) },
    ]
  }

  /// The zones that keep names from being asked elsewhere, beside those with these origins, of which a domain with upstreams of its
  /// own must be none.
  ///
  /// - Throws: `ValidationError` where one is.
  func localZones(besides origins: [Name]) throws -> [ServedZone] {
    try choice.check(origins: origins)
    let contents = contents.withLock { $0 }
    leaks.withLock { $0 = SearchLeaks(searchDomains: contents.searchDomains, origins: origins) }
    return try LocalZones.zones(
      hasPrivateAddresses: !(choice.upstreams + contents.upstreams).contains(where: \.isPrivate),
      except: choice.zones.map(\.domain))
  }

  /// Reads the files again.
  func reload() { wishes.continuation.yield() }

  /// Asks and follows the files until it is cancelled; `didChange` is called whenever other resolvers are asked.
  func run(didChange: @escaping @Sendable () -> Void) async {
    await withDiscardingTaskGroup { tasks in
      tasks.addTask { [relay] in await relay.run() }
      for path in files.watchedPaths { tasks.addTask { await self.follow(path) } }
      for await _ in wishes.stream where readAgain() { didChange() }
    }
    try? await group.shutdownGracefully()
  }

  private func follow(_ path: String) async {
    let watch = FileWatch(path)
    await withTaskCancellationHandler {
      for await _ in watch.changes { reload() }
    } onCancel: {
      watch.stop()
    }
  }

  /// Whether what the files say is in use from now on.
  private func readAgain() -> Bool {
    do throws(FileError) {
      let read = try files.read()
      contents.withLock { $0 = read }
      relay.eventLoop.execute { [relay, choice] in relay.setUpstreams(Self.rules(choice, read)) }
      return true
    } catch {
      logger.error("\(error); the resolvers that it named stay in use")
      return false
    }
  }
}
