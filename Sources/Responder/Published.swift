internal import HostSystem
internal import Synchronization

/// A value that all threads look at and that is replaced as a whole.
package final class Published<Value: Sendable>: Sendable {
  private let current: Guarded<Value>
  private let generation = Atomic<Int>(0)

  /// Publishes a first value.
  package init(_ value: Value) { current = Guarded(value) }

  /// The newest value.
  package var value: Value { current.withLock { $0 } }

  /// Replaces the value; each thread takes it over before its next message.
  package func replace(with value: Value) {
    current.withLock { $0 = value }
    generation.add(1, ordering: .releasing)
  }

  /// Changes the value, as one step among others.
  package func change(_ body: (inout Value) -> Void) {
    current.withLock { body(&$0) }
    generation.add(1, ordering: .releasing)
  }

  /// One thread's copy, so that only a change costs it a lock.
  struct Copy: ~Copyable {
    private let source: Published
    private var generation: Int
    private(set) var value: Value

    init(_ source: Published) {
      self.source = source
      generation = source.generation.load(ordering: .acquiring)
      value = source.value
    }

    /// Takes over what was published since.
    mutating func refresh() {
      let newest = source.generation.load(ordering: .acquiring)
      guard newest != generation else { return }
      generation = newest
      value = source.value
    }
  }
}

/// The zones in service.
package typealias PublishedZones = Published<ZoneSet>
