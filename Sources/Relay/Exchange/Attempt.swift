internal import NIOCore

/// One asking of one upstream, with an ID, and over UDP a port, of its own.
struct Attempt: Equatable {
  /// Counts within the exchange.
  let number: Int
  /// Which of the exchange's candidates is asked.
  let candidate: Int
  let transport: AttemptTransport
  let hasEDNS: Bool
  let start: NIODeadline
  /// Messages that came for it and were not believed.
  var wrongReplies = 0

  init(number: Int, candidate: Int, transport: AttemptTransport, hasEDNS: Bool, start: NIODeadline) {
    (self.number, self.candidate, self.transport) = (number, candidate, transport)
    (self.hasEDNS, self.start) = (hasEDNS, start)
  }
}

/// How an attempt travels.
enum AttemptTransport: Equatable {
  /// One datagram each way, on a socket of its own.
  case datagram
  /// A connection that is shared, over TCP or TLS as the upstream has it.
  case stream
}

/// An upstream as an exchange knows it.
struct Candidate: Equatable {
  /// How long its answer is awaited before another is asked too.
  let patience: TimeAmount
  /// Whether it is known to refuse EDNS.
  let refusesEDNS: Bool
  /// Whether it is asked over a connection only.
  let isStreamOnly: Bool
  /// Whether it is down and asked beside the others to see whether it is back.
  let isProbe: Bool

  init(patience: TimeAmount, refusesEDNS: Bool = false, isStreamOnly: Bool = false, isProbe: Bool = false) {
    (self.patience, self.refusesEDNS) = (patience, refusesEDNS)
    (self.isStreamOnly, self.isProbe) = (isStreamOnly, isProbe)
  }
}
