import Synchronization
import TestSupport
import Testing

/// Plays a round of a test whose times are those of the machine, and once more where it went wrong while the machine stood still: a
/// relay that stood still asks again, or gives up, though its upstream, which stood still with it, did nothing wrong. What goes wrong
/// while the machine goes on is a failure, and what goes wrong in the last round.
func undisturbed(_ round: () async throws -> Void) async throws {
  for _ in 1..<maximumRounds {
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
    if excused.load(ordering: .relaxed) == 0 { return }
  }
  try Task.checkCancellation()
  try await round()
}

/// A machine that disturbs so many rounds in a row is not why they go wrong.
private let maximumRounds = 5

/// A relay asks again a tenth of a second after it has asked at the soonest. A stop of a quarter of that is a reason, since a stopwatch
/// may see 15 ms less of each; of a shorter one too little is seen.
private let shortestStandstill = Duration.milliseconds(10)
