/// Pauses between attempts to reach a backend: doubled each time, never in step with other clients.
package struct Backoff: Sendable {
  private var attempts = 0

  /// The first pause, short since most servers that go away are being restarted.
  package static let first = Duration.milliseconds(100)
  /// The longest: a server that is back is found within it.
  package static let longest = Duration.seconds(5)

  /// No attempt has failed yet.
  package init() {}

  /// The next pause: between half of its full length and all of it, as `random` of 0 to 1 says.
  package mutating func next(_ random: Double) -> Duration {
    let full = min(Self.first * (1 << min(attempts, 10)), Self.longest)
    attempts += 1
    return full * (0.5 + random / 2)
  }

  /// An attempt has succeeded.
  package mutating func reset() { attempts = 0 }
}
