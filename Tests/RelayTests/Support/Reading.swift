import DNSWire
import Relay
import ZoneFile

extension ReplyDraft {
  /// What is read in the octets as they are.
  func read(
    answering question: RelayQuestion, sentEDNS: Bool = true, trustsAD: Bool = false
  ) -> UpstreamReply.Verdict {
    UpstreamReply.read(
      octets, answering: question, id: 0x1234, sentEDNS: sentEDNS, trustsAD: trustsAD)
  }
}

extension UpstreamReply.Verdict {
  /// The answer, where it is one.
  var answer: RelayedAnswer? {
    guard case .answer(let answer, _) = self else { return nil }
    return answer
  }

  /// How many seconds an answer may be kept; absent where it may not.
  var seconds: UInt32? {
    guard case .answer(_, let lifetime) = self else { return nil }
    return lifetime?.seconds
  }
}

extension RelayedAnswer {
  /// The answer as a message, behind header and question, without an OPT record.
  func message(to question: RelayQuestion) -> [UInt8] {
    let fields: [UInt16] = [0x1234, 0x8180 | code.rawValue & 0xF, 1, answerCount, authorityCount, additionalCount]
    return fields.flatMap(\.octets) + question.name.wire + question.type.rawValue.octets
      + question.recordClass.rawValue.octets + records
  }

  /// The answer as libldns reads it.
  func parsed(_ question: RelayQuestion) throws -> ParsedMessage { try ParsedMessage(message(to: question)) }
}
