internal import Glibc
internal import HostSystem

/// What is done when the program ends.
///
/// Values that inputs change are taken apart then: their files have to go, and so has their memory before the leak sanitizer looks
/// for what is left. It does not see pointers with marks in them, which are the service index's own, and the compiler's in
/// enumerations of several cases with an object each.
enum ProgramEnd {
  private static let steps = Guarded<[@Sendable () -> Void]>([])

  /// Has `step` done at the end. Functions are called in reverse, and the sanitizer's is there before `main`.
  static func add(_ step: @escaping @Sendable () -> Void) {
    steps.withLock { steps in
      if steps.isEmpty { atexit { ProgramEnd.run() } }
      steps.append(step)
    }
  }

  private static func run() {
    for step in steps.withLock({ $0 }) { step() }
  }
}
