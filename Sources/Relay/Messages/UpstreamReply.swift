package import DNSWire

/// What an upstream's message is, read against the question that it has to answer.
package enum UpstreamReply {
  /// What has to become of a message.
  package enum Verdict: Sendable, Equatable {
    /// No answer to this question: dropped, and the wait goes on (RFC 5452 section 9.1).
    case notOurs
    /// An answer, and how long it may be kept; absent where it may not.
    case answer(RelayedAnswer, lifetime: Lifetime?)
    /// Cut: to be asked again over TCP, where nothing is.
    case truncated
    /// The upstream seems not to know EDNS: to be asked again without (RFC 6891 section 7). Who answers with an OPT record does.
    case refusesEDNS
    /// The upstream can't or won't answer: another may.
    case failure(ResponseCode)
    /// An answer to this question that is no whole message.
    case malformed
  }

  /// Reads an upstream's message.
  ///
  /// - Parameters:
  ///   - octets: the message.
  ///   - question: what was asked.
  ///   - id: the ID it was asked with.
  ///   - sentEDNS: whether the query had an OPT record.
  ///   - trustsAD: whether the upstream's AD is believed.
  /// - Returns: the verdict; an answer's records are checked, and no TTL in them is over 2^31 - 1 (RFC 2181 section 8).
  package static func read(
    _ octets: [UInt8], answering question: RelayQuestion, id: UInt16, sentEDNS: Bool, trustsAD: Bool
  ) -> Verdict {
    guard let header = octets.withOctets({ Header($0) }), header.isResponse, header.id == id, header.opcode == .query
    else { return .notOurs }
    let refusesQuery = header.responseCode == .formErr || header.responseCode == .notImp
    // Who can't read a query may not repeat its question; the ID and the connected socket have to do.
    let hasNoQuestion = header.questionCount == 0 && refusesQuery
    guard hasNoQuestion || header.asks(question, octets) else { return .notOurs }
    let contents = ReplyContents(octets, header, question)
    if refusesQuery {
      return sentEDNS && contents?.opt == nil ? .refusesEDNS : .failure(header.responseCode)
    }
    if header.flags & HeaderFlag.truncated != 0 { return .truncated }
    guard let contents else { return header.responseCode.isAnswer ? .malformed : .failure(header.responseCode) }
    return verdict(contents, sentEDNS: sentEDNS, isAuthentic: trustsAD && header.isAuthentic)
  }

  /// The verdict on a whole message.
  private static func verdict(_ contents: ReplyContents, sentEDNS: Bool, isAuthentic: Bool) -> Verdict {
    if contents.code == .badVers && sentEDNS { return .refusesEDNS }
    guard contents.code.isAnswer else { return .failure(contents.code) }
    return .answer(contents.answer(isAuthentic: isAuthentic), lifetime: contents.lifetime)
  }
}

extension Header {
  /// Octets of a question behind its name: type and class.
  static let questionTailLength = 4

  fileprivate var isAuthentic: Bool { flags & HeaderFlag.authenticData != 0 }

  /// Whether the message's one question is `question`: its name octet by octet but for case, and not compressed, so that what
  /// follows has the same offset as behind any client's question.
  fileprivate func asks(_ question: RelayQuestion, _ octets: [UInt8]) -> Bool {
    let name = question.name.wire
    let end = Header.length + name.count
    guard questionCount == 1, octets.count >= end + Self.questionTailLength else { return false }
    for (index, octet) in name.enumerated()
    where octets[Header.length + index].asciiLowercased != octet.asciiLowercased { return false }
    return octets.uint16(at: end) == question.type.rawValue
      && octets.uint16(at: end + 2) == question.recordClass.rawValue
  }
}

extension ResponseCode {
  /// Whether the code says something of the name, and not of the upstream: no other upstream would answer better.
  var isAnswer: Bool { self == .noError || self == .nxDomain || self == .yxDomain }
}
