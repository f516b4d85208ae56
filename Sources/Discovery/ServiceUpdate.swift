/// A change of a service's instances. Go: `discoverd.ServiceUpdate`, whose `Online` tells the first two from the last.
public enum ServiceUpdate: Sendable, Equatable {
  /// An instance that was not there before.
  case up(Instance)
  /// The attributes of an instance are others than before.
  case changed(Instance)
  /// An instance is gone; as it was last.
  case down(Instance)

  /// What leads from one set to another: what is gone first, then what is there, oldest first. An instance that is gone and
  /// back with a new age is both.
  public static func updates(from old: ServiceSet, to new: ServiceSet) -> [ServiceUpdate] {
    let before = Dictionary(uniqueKeysWithValues: old.instances.map { ($0.endpoint, $0) })
    let after = Dictionary(uniqueKeysWithValues: new.instances.map { ($0.endpoint, $0) })
    let down = old.instances.filter { after[$0.endpoint]?.created != $0.created }.map(ServiceUpdate.down)
    let present = new.instances.compactMap { instance -> ServiceUpdate? in
      guard let old = before[instance.endpoint], old.created == instance.created else { return .up(instance) }
      return old == instance ? nil : .changed(instance)
    }
    return down + present
  }
}
