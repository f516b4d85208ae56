/// How many instances may be known: a bound of memory, which a backend or a file gone mad must not exceed.
public enum InstanceLimit {
  /// The usual limit: two million instances with a few attributes each need less than a gigabyte.
  public static let usual = 2_000_000
  /// The highest limit that can be set, beyond which a number is a mistake.
  package static let highest = 100_000_000
}

extension Catalog {
  /// The instances of all sources.
  var instanceCount: Int { layers.reduce(0) { $0 + $1.instanceCount } }

  /// Whether as many instances in the place of those of a service of a source are within a limit, or at least not more than before.
  func admits(_ set: ServiceSet, of name: String, from rank: Int, _ limit: Int) -> Bool {
    let old = layers[rank].services[name]?.list.count ?? 0
    return set.list.count <= old || instanceCount - old + set.list.count <= limit
  }

  /// Whether all that a source lists is within a limit, or at least not more than before.
  func admits(all services: [String: ServiceSet], from rank: Int, _ limit: Int) -> Bool {
    let (old, new) = (layers[rank].instanceCount, services.values.reduce(0) { $0 + $1.list.count })
    return new <= old || instanceCount - old + new <= limit
  }
}
