/// How many instances may be known: a bound of memory, which a backend or a file gone mad must not exceed.
public enum InstanceLimit {
  /// The usual limit: two million instances with a few attributes each need less than a gigabyte.
  public static let usual = 2_000_000
  /// The highest limit that can be set, beyond which a number is a mistake.
  package static let highest = 100_000_000
}

extension Catalog {
  /// The instances of all sources; of a source whose listing is being taken over those that are in it.
  var instanceCount: Int { layers.reduce(0) { $0 + ($1.announcedCount ?? $1.instanceCount) } }

  /// Whether as many instances in the place of those of a service of a source are within a limit, or at least not more than before.
  func admits(_ set: ServiceSet, of name: String, from rank: Int, _ limit: Int) -> Bool {
    let old = layers[rank].services[name]?.list.count ?? 0
    return set.list.count <= old || instanceCount - old + set.list.count <= limit
  }

  /// Those of the changed services of a listing source that are within a limit, or grow no larger: one after the other in order of name,
  /// each spelling for itself.
  func admissible(_ services: [String: ServiceSet], from rank: Int, _ limit: Int) -> [String: ServiceSet] {
    var count = instanceCount
    return Dictionary(
      uniqueKeysWithValues: services.sorted { $0.key < $1.key }.filter { name, set in
        let (old, new) = (layers[rank].count(ofSpelling: name), set.list.count)
        guard new <= old || count - old + new <= limit else { return false }
        count += new - old
        return true
      })
  }

  /// Whether all that a source lists is within a limit, or at least not more than before.
  func admits(all services: [String: ServiceSet], from rank: Int, _ limit: Int) -> Bool {
    let (old, new) = (layers[rank].instanceCount, Self.count(services))
    return new <= old || instanceCount - old + new <= limit
  }

  /// The instances of all services of a listing.
  static func count(_ services: [String: ServiceSet]) -> Int { services.values.reduce(0) { $0 + $1.list.count } }
}
