internal import Synchronization

/// A value that threads take turns with.
///
/// A `Mutex` whose turns the thread sanitizer can follow: it sees nothing of the standard library's own lock on Linux, and would
/// report every turn as a race. The counter inside is what it sees.
package struct Guarded<Value: ~Copyable>: ~Copyable, Sendable {
  private let mutex: Mutex<Value>
  private let turns = Atomic<UInt>(0)

  package init(_ value: consuming sending Value) { mutex = Mutex(value) }

  /// Has the value alone for as long as `body` runs, which must not wait.
  package borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try mutex.withLock { value throws(Failure) -> sending Result in
      _ = turns.load(ordering: .acquiring)
      defer { turns.wrappingAdd(1, ordering: .releasing) }
      return try body(&value)
    }
  }
}
