import Synchronization
import TestSupport
import Testing

/// Plays a round of a test whose times are those of the machine, and once more where it went wrong while the machine stood still: a
/// relay that stood still asks again, or gives up, though its upstream, which stood still with it, did nothing wrong. What goes wrong
/// while the machine goes on is a failure.
func undisturbed(_ round: () async throws -> Void) async throws {
  var isDisturbed = true
  while isDisturbed {
    try Task.checkCancellation()
    let stopwatch = Stopwatch()
    let excused = Atomic(0)
    try await withKnownIssue("the machine stood still", isIntermittent: true) {
      try await round()
    } matching: { _ in
      guard stopwatch.standstill > shortestStandstill else { return false }
      excused.add(1, ordering: .relaxed)
      return true
    }
    isDisturbed = excused.load(ordering: .relaxed) > 0
  }
}

/// A relay asks again a tenth of a second after it has asked at the soonest; what is shorter than half of that is no reason.
private let shortestStandstill = Duration.milliseconds(50)
