/// What upstream resolvers answer, to be passed on: their records, without header, question and what EDNS says hop by hop.
package struct RelayedAnswer: Sendable, Equatable {
  /// The response code with its EDNS extension, as the upstream said it; SERVFAIL where none has answered.
  package let code: ResponseCode
  /// AD as the upstream said it (RFC 4035 section 3.2.3); false where that upstream is not trusted.
  package let isAuthentic: Bool
  /// The records of answer, authority and additional section, without an OPT record, as they stand in a message behind header and
  /// question: their compression pointers count from that message's start, and lead to the question's name where it had that.
  /// Checked: every record is whole and every pointer leads backwards.
  package let records: [UInt8]
  package let answerCount: UInt16
  package let authorityCount: UInt16
  package let additionalCount: UInt16
  /// Why the answer is what it is; absent where nothing has to be said.
  package let error: RelayError?

  package init(
    code: ResponseCode, isAuthentic: Bool = false, records: [UInt8] = [], answerCount: UInt16 = 0,
    authorityCount: UInt16 = 0, additionalCount: UInt16 = 0, error: RelayError? = nil
  ) {
    self.code = code
    self.isAuthentic = isAuthentic
    self.records = records
    (self.answerCount, self.authorityCount, self.additionalCount) = (answerCount, authorityCount, additionalCount)
    self.error = error
  }

  /// Nobody has answered, or nobody can be asked: SERVFAIL.
  package static func failure(_ error: RelayError) -> RelayedAnswer { RelayedAnswer(code: .servFail, error: error) }
}

/// Why a relayed answer is what it is, for an Extended DNS Error (RFC 8914).
package enum RelayError: Sendable, Equatable {
  /// Its time is over, but no upstream answers: Extended DNS Error 3, RFC 8767.
  case stale
  /// No upstream has answered in time: Extended DNS Error 22.
  case noneAnswers
  /// No upstream can be reached, or there is none: Extended DNS Error 23.
  case unreachable
  /// Too much is open with every upstream: Extended DNS Error 23, with words of its own.
  case noRoom
  /// The client, or all of them together, have too many questions open: REFUSED instead of SERVFAIL.
  case tooMany
}
