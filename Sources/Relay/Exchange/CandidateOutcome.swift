internal import DNSWire

/// Why a candidate is not asked again within an exchange.
enum CandidateOutcome: Equatable {
  /// It answered with a code that is no answer.
  case code(ResponseCode)
  /// Its message could not be read.
  case malformed
  /// The network refused.
  case network
  /// Its connection brought nothing.
  case silent
  /// Too much was open with it.
  case noRoom

  /// What the client gets when every candidate has failed like this, or has not answered at all.
  static func answer(_ outcomes: [CandidateOutcome?]) -> RelayedAnswer {
    if outcomes.allSatisfy({ $0 == .network }) { return .failure(.unreachable) }
    if outcomes.allSatisfy({ $0 == .noRoom }) { return .failure(.noRoom) }
    guard case .some(.some(.code(let code))) = outcomes.first, passedOn.contains(code),
      outcomes.allSatisfy({ $0 == .code(code) })
    else { return .failure(.noneAnswers) }
    return RelayedAnswer(code: code)
  }

  /// Codes that are passed on where all upstreams say the same.
  private static let passedOn: [ResponseCode] = [.servFail, .refused, .notImp]
}
