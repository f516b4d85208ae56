package import Responder

/// What answers are made of, whichever way a question came.
package struct ServingParts: Sendable {
  let makeResponder: @Sendable () -> Responder
  let waitUntilAnswerable: @Sendable (String) async -> Void
  let relay: RelayHandle?
  /// Bounds the answers over UDP; absent where nothing does.
  package let limiter: RateLimiter?
  /// How long the listener has patience.
  let times: ServingTimes
  /// What happens beside the workers' path.
  package let counters = ServingCounters()
  /// What is to be finished at the end.
  let inHand = InHand()

  /// The parts.
  ///
  /// - Parameters:
  ///   - makeResponder: called once for each thread or event loop.
  ///   - waitUntilAnswerable: returns once a service that is not watched yet can be answered for, or after a second.
  ///   - relay: asks upstream resolvers; absent where responders relay nothing.
  ///   - limiter: bounds the answers over UDP to each network; absent where nothing does.
  ///   - times: how long the listener has patience.
  package init(
    makeResponder: @escaping @Sendable () -> Responder, waitUntilAnswerable: @escaping @Sendable (String) async -> Void,
    relay: RelayHandle? = nil, limiter: RateLimiter? = nil, times: ServingTimes = .usual
  ) {
    (self.limiter, self.times) = (limiter, times)
    (self.makeResponder, self.waitUntilAnswerable, self.relay) = (makeResponder, waitUntilAnswerable, relay)
  }
}
