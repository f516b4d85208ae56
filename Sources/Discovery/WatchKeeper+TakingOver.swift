/// Long listings, which are taken over in parts: between these, what else is asked of the keeper has its turn. They are taken over
/// by the common threads: an event loop would carry out all parts before it looks at its sockets again.
extension WatchKeeper {
  /// Whether taking over a source's services at once would hold others up.
  func isLong(_ services: [String: ServiceSet], _ rank: Int) -> Bool {
    max(services.count, catalog.layers[rank].services.count) > LongListing.partLength
  }

  /// Takes over all that a source has; what is gone goes first, so that less is known meanwhile, not more.
  func takeOver(_ services: [String: ServiceSet], _ rank: Int) async {
    takeovers += 1
    var listing = LongListing(services)
    var hasChanged = false
    catalog.receiveBeginning(of: Catalog.count(services), from: rank)
    var gone = catalog.names(missingIn: listing, from: rank)[...]
    while !gone.isEmpty {
      hasChanged = await takeOver(ListingPart(gone: gone.prefix(LongListing.partLength)), rank) || hasChanged
      gone = gone.dropFirst(LongListing.partLength)
    }
    while let part = listing.next() { hasChanged = await takeOver(part, rank) || hasChanged }
    endTakeover(rank, hasChanged)
  }

  private func takeOver(_ part: ListingPart, _ rank: Int) async -> Bool {
    let changes = catalog.receive(part: part, from: rank, at: now)
    take(changes, about: nil)
    await Task.yield()
    return !changes.isEmpty
  }

  private func endTakeover(_ rank: Int, _ hasChanged: Bool) {
    takeovers -= 1
    let changes = catalog.receiveEnd(from: rank, at: now)
    records[rank].noteListing(hasChanged: hasChanged || !changes.isEmpty, at: now)
    log(changes, rank, nil)
    take(changes, about: "")
    dropUnconfirmedAtOnce()
    if isOverdue, takeovers == 0 {
      isOverdue = false
      waiting.resume("")
    }
  }
}
