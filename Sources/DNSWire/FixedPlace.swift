internal import Synchronization

/// Keeps a value that has it, and cannot be copied, where it is in memory.
///
/// Of a large value without, each call that only reads it passes a copy, an instruction for each four octets: the compiler takes what
/// can be moved bit by bit for something to load. An atomic can not.
package struct FixedPlace: ~Copyable, Sendable {
  private let mark = Atomic<Bool>(false)

  /// A mark of a place that is the value's own.
  package init() {}
}
