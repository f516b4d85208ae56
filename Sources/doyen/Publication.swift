internal import Discovery
internal import Logging
internal import Responder
internal import ServiceIndex

/// The way of services from the catalog to the index: past who looks up their host names, where somebody can be asked for them.
struct Publication: Sendable {
  private let index: ServiceIndex
  /// Keeps the addresses of host names current while it runs; absent where nobody can be asked.
  let hosts: HostKeeper<ContinuousClock>?

  /// A way to `index`; without `ask` host names are not looked up.
  init(_ index: ServiceIndex, zones: PublishedZones, ask: HostResolver.Ask?, logger: Logger) {
    self.index = index
    hosts = ask.map { ask in
      let resolver = HostResolver(zones: zones, ask: ask)
      return HostKeeper(logger: logger, resolve: { await resolver.resolve($0) }, publish: { index.publish($0) })
    }
  }

  /// Publishes changes of the catalog.
  func publish(_ changes: [CatalogChange]) {
    if let hosts { hosts.receive(changes) } else { index.publish(changes) }
  }

  /// Waits until a service can be answered for, its host names' addresses included, a second at most.
  func waitUntilAnswerable(_ name: String, _ keeper: WatchKeeper<ContinuousClock>) async {
    let end = ContinuousClock.now + WatchKeeper<ContinuousClock>.maximumWait
    await keeper.waitUntilAnswerable(name)
    await hosts?.waitUntilLookedUp(name, until: end)
  }
}
