internal import HostSystem

/// A value that one input after another changes, and that ends with the program.
final class Turns<Value: ~Copyable>: Sendable {
  private let value: Guarded<Value?>

  /// The value that `make` makes, without which there is nothing to try inputs on.
  init(_ make: () throws -> sending Value) {
    do { value = Guarded(try make()) } catch { fatalError("\(Value.self): \(error)") }
    ProgramEnd.add { self.value.withLock { $0 = nil } }
  }

  /// Has the value alone for as long as `body` runs.
  func withLock<Result>(_ body: (inout sending Value) -> sending Result) -> sending Result {
    value.withLock { kept in
      guard var value = kept.take() else { fatalError("\(Value.self): an input behind the end") }
      let result = body(&value)
      kept = consume value
      return result
    }
  }
}
