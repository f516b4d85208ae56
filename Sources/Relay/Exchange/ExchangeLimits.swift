internal import NIOCore

/// Times and numbers of an exchange.
enum ExchangeLimits {
  /// All the time there is: glibc gives up after 5 s, and an answer needs time to travel.
  static let total = TimeAmount.milliseconds(4_400)
  /// When a client gets a stale answer rather than wait on: the client response timer of RFC 8767 section 5.
  static let staleAfter = TimeAmount.milliseconds(1_800)
  /// As many attempts one exchange makes: two upstreams asked four times each; more would only add load to what is overloaded.
  static let maximumAttempts = 8
  /// Attempts of one candidate that are open at once: each keeps a socket, and each next one waits twice as long, so that an
  /// upstream that takes its time answers one of the last two.
  static let maximumOpenOfCandidate = 2
  /// As many wrong replies to one attempt show somebody who guesses: IDs and ports are then tried out by the thousand, while a
  /// confused upstream sends one or two. The question goes over TCP, where nobody can guess.
  static let maximumWrongReplies = 20
  /// A connection has to be made first, which takes several round trips, and resends by itself.
  static let minimumStreamPatience = TimeAmount.milliseconds(800)
}
