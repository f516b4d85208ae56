internal import NIOCore

/// What an exchange learns about an upstream.
enum UpstreamObservation: Equatable {
  /// It said something, be it a failure; the time is absent where it says nothing of the network.
  case answered(roundTrip: TimeAmount?)
  /// It has not answered what it was asked then, in the time it had.
  case silent(since: NIODeadline)
  /// The network, or the upstream's side of a connection, refused; in words for an operator.
  case failed(String)
  /// It does not take EDNS.
  case refusesEDNS
}

/// What is worth a line in the log.
enum UpstreamChange: Equatable {
  /// It is asked after all others from now on, for a reason.
  case down(String)
  case up
}
