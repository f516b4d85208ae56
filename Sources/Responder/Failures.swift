internal import DNSWire

/// Answers that say no.
extension AnswerEncoder {
  /// Makes the answer REFUSED, with a reason.
  mutating func refuse(_ error: ExtendedError) {
    code = .refused
    explain(error, .none)
  }

  /// Makes the answer SERVFAIL, without what was written so far.
  mutating func fail(_ error: ExtendedError, _ text: ErrorText) {
    clear()
    explain(error, text)
  }

  /// Makes the answer SERVFAIL, without what was written so far and without a reason.
  mutating func clear() {
    writer.rewind(to: questionEnd)
    (answerCount, authorityCount, additionalCount) = (0, 0, 0)
    (isAuthoritative, isTruncated, code, origin) = (false, false, .servFail, .none)
  }
}
