internal import DNSWire
internal import NIOCore

/// What happens to an exchange.
enum ExchangeEvent {
  case started
  /// A message came for an attempt, and this is what it is.
  case reply(UpstreamReply.Verdict, attempt: Int)
  /// It came to nothing: no such port, no way there, no connection, or a connection that ended.
  case failed(AttemptFailure, attempt: Int)
  /// Too much is open with its upstream already: it was not sent.
  case noRoom(attempt: Int)
  /// A time is over.
  case time
}

/// What an exchange wants done.
enum ExchangeAction {
  case open(Attempt)
  case close(attempt: Int, candidate: Int)
  /// What was learnt about a candidate.
  case observe(UpstreamObservation, candidate: Int)
  /// Who waits may have a stale answer; the exchange goes on.
  case offerStale
  /// The answer, once.
  case answer(ExchangeResult)
  /// Nothing is open any more.
  case end
}

/// What comes of an exchange.
enum ExchangeResult {
  case answer(RelayedAnswer, lifetime: Lifetime?)
  /// All have failed.
  case failure(RelayedAnswer)
}
