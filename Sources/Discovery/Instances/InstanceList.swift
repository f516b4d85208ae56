/// The instances of a service in order, as they are kept: one by one, or packed where there are very many services.
package struct InstanceList: Sendable {
  private let storage: Storage

  private enum Storage: Sendable {
    case plain([Instance])
    case packed(PackedInstances)
  }

  /// A list of instances that are often asked for.
  package init(_ instances: [Instance]) { storage = .plain(instances) }

  /// A list of instances that are kept and seldom asked for.
  package init(_ instances: PackedInstances) { storage = .packed(instances) }

  /// The instances; made anew at each call where they are packed.
  package var instances: [Instance] {
    switch storage {
    case .plain(let instances): instances
    case .packed(let instances): instances.unpacked
    }
  }

  /// The first instance.
  package var first: Instance? {
    switch storage {
    case .plain(let instances): instances.first
    case .packed(let instances): instances.first
    }
  }

  /// How many instances there are.
  package var count: Int {
    switch storage {
    case .plain(let instances): instances.count
    case .packed(let instances): instances.count
    }
  }

  /// Whether there are no instances.
  package var isEmpty: Bool { count == 0 }

  /// Whether the address of any instance is a host name.
  package var hasHostNames: Bool {
    switch storage {
    case .plain(let instances): instances.contains { $0.endpoint.address.family == nil }
    case .packed(let instances): instances.hasHostNames
    }
  }

  /// The same list in as little memory as it needs.
  package var packed: InstanceList {
    switch storage {
    case .plain(let instances): InstanceList(PackedInstances(instances))
    case .packed: self
    }
  }
}

extension InstanceList: Equatable {
  /// Whether the instances are the same, however they are kept.
  package static func == (one: InstanceList, other: InstanceList) -> Bool {
    switch (one.storage, other.storage) {
    case (.packed(let one), .packed(let other)): one == other
    case (.plain(let one), .plain(let other)): one == other
    default: one.count == other.count && one.instances == other.instances
    }
  }
}
