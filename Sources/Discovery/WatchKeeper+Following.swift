internal import Logging

/// Following what the sources say.
extension WatchKeeper {
  /// Wishes to watch a service that the bounds refused.
  public var refusedWatches: Int { table.refusedCount }

  /// Says, once a sweep at most, that questions found no watch.
  func logRefusals() {
    let count = table.refusedCount - loggedRefusals
    guard count > 0 else { return }
    loggedRefusals += count
    logger.warning(
      "\(count) questions for services that are not watched found no watch: too many new names were asked for",
      metadata: ["questions": .stringConvertible(count)])
  }

  func begin(watching name: String) {
    take(catalog.begin(watching: name, at: now), about: nil)
    follow(name)
  }

  /// Begins to follow what the watched sources say of a service.
  func follow(_ name: String) {
    for rank in sources.indices {
      if case .watching(let source) = sources[rank] { add(follow(source, rank, name), for: name) }
    }
  }

  func end(watching name: String) {
    for task in tasks.removeValue(forKey: name) ?? [] { task.cancel() }
    take(catalog.end(watching: name, at: now), about: name)
  }

  func add(_ task: Task<Void, Never>, for name: String) { tasks[name, default: []].append(task) }

  func follow(_ source: some ListingSource, _ rank: Int) -> Task<Void, Never> {
    Task(executorPreference: source.executor) { [self] in
      for await event in source.listing() where !Task.isCancelled {
        if event.mayBeLong {
          await withTaskExecutorPreference(globalConcurrentExecutor) { await receive(event, rank) }
        } else {
          await receive(event, rank)
        }
      }
    }
  }

  func follow(_ source: some DiscoverySource, _ rank: Int, _ name: String) -> Task<Void, Never> {
    Task { for await event in source.watch(name) where !Task.isCancelled { receive(event, rank, name) } }
  }

  /// Takes in what a listing says, unless its task is cancelled: another one has begun to follow the source then.
  func receive(_ event: ListingEvent, _ rank: Int) async {
    guard !Task.isCancelled else { return }
    guard let event = admit(event, rank) else { return }
    if case .all(let services) = event, isLong(services, rank) { return await takeOver(services, rank) }
    let changes = catalog.receive(event, from: rank, at: now)
    if !isPartOfRefused(event, rank) { records[rank].note(event, hasChanged: !changes.isEmpty, at: now) }
    if case .lost(let reason) = event { log(changes, rank, reason) } else { log(changes, rank, nil) }
    take(changes, about: "")
    dropUnconfirmedAtOnce()
  }

  private func receive(_ event: WatchEvent, _ rank: Int, _ name: String) {
    guard admits(event, of: name, rank) else { return }
    let wasHolding = catalog.isHolding(name)
    let changes = catalog.receive(event, of: name, from: rank, at: now)
    records[rank].note(event, hasChanged: !changes.isEmpty, at: now)
    switch event {
    case .lost(let reason): log(changes, rank, reason)
    case .failed(let reason, _) where configured.contains(name) && !changes.isEmpty:
      logger.warning(
        "\(sources[rank].name) does not tell about '\(name)': \(reason)",
        metadata: ["source": "\(sources[rank].name)", "service": "\(name)", "error": "\(reason)"])
    case .current, .failed: log(changes, rank, nil)
    }
    table.note(name, isKnown: catalog.service(named: name)?.presence == .known)
    take(changes, about: name)
    if !wasHolding, catalog.isHolding(name) { hold(name, rank) }
    dropUnconfirmedAtOnce()
  }

  /// Publishes all services again, for a reader that needs to see each.
  public func republish() { publish(services.map(CatalogChange.service)) }

  /// Publishes changes, and only then lets the questions go on that waited for them.
  func take(_ changes: [CatalogChange], about name: String?) {
    if !changes.isEmpty { publish(changes) }
    if name == "" {
      for waiter in waiting.names where waiter == "" ? !catalog.isWaitingForListing : isAnswerable(waiter) {
        waiting.resume(waiter)
      }
    }
    if let name, isAnswerable(name) { waiting.resume(name) }
  }

  /// Logs once that a source is gone, and once that it is back.
  func log(_ changes: [CatalogChange], _ rank: Int, _ reason: String?) {
    for case .stale(let gone) in changes {
      let isGone = gone.contains(SourceMask(rank: rank))
      guard isGone != goneSources.contains(SourceMask(rank: rank)) else { continue }
      goneSources = gone
      if isGone {
        let reason = reason ?? "no reason given"
        logger.warning(
          "\(sources[rank].name) is gone: \(reason); its services are kept as stale",
          metadata: ["source": "\(sources[rank].name)", "error": "\(reason)"])
      } else {
        logger.notice("\(sources[rank].name) is back", metadata: ["source": "\(sources[rank].name)"])
      }
    }
  }
}
