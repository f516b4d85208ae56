internal import DNSWire

/// One attempt among those of all questions.
struct AttemptKey: Hashable {
  let question: Int
  let attempt: Int
}

/// What a relay wants done; `Waiter` is who waits for an answer.
enum RelayAction<Waiter> {
  case answer(Waiter, RelayedAnswer)
  /// Send a message to an upstream; what comes back belongs to the attempt.
  case open(AttemptKey, Upstream, AttemptTransport, [UInt8])
  /// Nothing more is heard of the attempt.
  case close(AttemptKey)
  case log(Upstream, UpstreamChange)
}
