internal import NIOCore

/// How long an upstream takes to answer, smoothed, and how long to wait for it: as RFC 6298 section 2 has it for TCP.
struct RoundTripTime {
  private var smoothed: TimeAmount?
  private var variation = TimeAmount.zero
  private var doublings = 0

  /// The first wait of all: four such attempts, each twice as long, fit in an exchange.
  static let initialPatience = TimeAmount.milliseconds(400)
  /// A shorter wait would ask twice whenever the upstream has to look something up itself.
  static let minimumPatience = TimeAmount.milliseconds(100)
  /// A longer wait would leave too few attempts in an exchange.
  static let maximumPatience = TimeAmount.milliseconds(800)

  /// How long to wait for an answer before another attempt is made.
  var patience: TimeAmount {
    guard let smoothed else { return doubled(Self.initialPatience) }
    return doubled(max(smoothed + variation * 4, Self.minimumPatience))
  }

  private func doubled(_ time: TimeAmount) -> TimeAmount {
    min(min(time, Self.maximumPatience) * (1 << doublings), Self.maximumPatience)
  }

  /// Takes a measured time in. Each attempt has an ID of its own, so that it is never in doubt which one was answered.
  mutating func measure(_ time: TimeAmount) {
    doublings = 0
    guard let before = smoothed else {
      (smoothed, variation) = (time, .nanoseconds(time.nanoseconds / 2))
      return
    }
    let difference = abs(before.nanoseconds - time.nanoseconds)
    variation = .nanoseconds((variation.nanoseconds * 3 + difference) / 4)
    smoothed = .nanoseconds((before.nanoseconds * 7 + time.nanoseconds) / 8)
  }

  /// Waits twice as long from now on, until something is measured (RFC 6298 section 5.5).
  mutating func backOff() { doublings = min(doublings + 1, 3) }
}
