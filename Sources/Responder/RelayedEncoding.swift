internal import DNSWire

/// What upstream resolvers say, under the client's own header, question and OPT record.
extension AnswerEncoder {
  /// Writes an answer; AD only where the client understands it (RFC 6840 section 5.7).
  mutating func write(_ answer: RelayedAnswer, mayBeAuthentic: Bool, to output: inout MutableRawSpan) {
    if let error = answer.error { explain(error) }
    code = code(of: answer)
    if answer.isAuthentic && mayBeAuthentic { flags |= HeaderFlag.authenticData }
    answer.records.withOctets { records in
      guard let sections = RelayedSections(answer, records) else { return fail(.other, .none) }
      write(sections, records, to: &output)
    }
  }

  /// The response code: one with an extension needs an OPT record to stand in.
  func code(of answer: RelayedAnswer) -> ResponseCode {
    if answer.error == .tooMany { return .refused }
    return answer.code.rawValue > 0xF && !hasOPT ? .servFail : answer.code
  }

  /// Says why an upstream's answer is what it is.
  mutating func explain(_ error: RelayError) {
    switch error {
    case .stale: explain(.staleAnswer, .upstreamIsSilent)
    case .noneAnswers: explain(.noReachableAuthority, .upstreamIsSilent)
    case .unreachable: explain(.networkError, .unreachableUpstream)
    case .noRoom: explain(.networkError, .busyUpstream)
    case .tooMany: explain(.other, .tooManyRelayed)
    }
  }

  /// Writes the records, or as many sections of them as fit, or as many records of the answer section.
  private mutating func write(_ sections: RelayedSections, _ records: RawSpan, to output: inout MutableRawSpan) {
    let written = sections.written(of: records, within: writer.limit - writer.offset)
    writer.write(records.extracting(0..<written.length), to: &output)
    (answerCount, authorityCount, additionalCount) = (written.answer, written.authority, written.additional)
    if written.answer < sections.answer.count {
      noteMissing(Int(written.answer), of: Int(sections.answer.count))
    } else if written.authority < sections.authority.count, isAuthorityNeeded {
      isTruncated = !isOverTCP
    }
  }

  /// Whether the authority section says something that the answer has no meaning without: why there is none (RFC 2308 section 3), or
  /// the proof of it and of what a wildcard stands for (RFC 4035 section 3.1.3).
  private var isAuthorityNeeded: Bool { answerCount == 0 || isDNSSECWanted }
}

extension ErrorText {
  /// No upstream resolver has answered in time.
  static let upstreamIsSilent = words("no upstream resolver answers")
  /// There is none, or no way to it.
  static let unreachableUpstream = words("no upstream resolver can be reached")
  /// Each has as many questions open as it may.
  static let busyUpstream = words("too many questions are open with every upstream resolver")
  /// A client has too many questions open, or all together have.
  static let tooManyRelayed = words("too many questions are open")
}
