internal import DNSWire

/// Aliases in the answer section: CNAME (RFC 1034 section 3.6.2) and DNAME (RFC 6672).
extension AnswerEncoder {
  /// Goes on with the name that the alias just written leads to; done where the alias had no room.
  mutating func followAlias(_ alias: StaticRRset) -> Responder.Step {
    guard !isTruncated, answerCount > 0, let rdata = alias.records.first else { return .done }
    nameOffset = writer.offset - rdata.count
    return .alias
  }

  /// Writes the DNAME record above a name, whose owner is the name from `label` on, and the CNAME record that follows from it
  /// (RFC 6672 section 3.1), and goes on with that one's target. A target that is too long is none.
  mutating func writeRedirection(
    _ redirection: StaticRRset, label: Int, _ name: borrowing QuestionName, _ type: RecordType,
    to output: inout MutableRawSpan
  ) -> Responder.Step {
    guard let rdata = redirection.records.first else { return .done }
    let prefix = name.offset(ofLabel: label)
    let written = writeRecords(of: redirection, ownerOffset: nameOffset + prefix, to: &output)
    answerCount += UInt16(written)
    guard written > 0 else { return .done }
    guard prefix + rdata.count <= Name.maximumLength else {
      code = .yxDomain
      return .done
    }
    guard writer.fits(Self.headLength + prefix + rdata.count) else {
      noteMissing(0, of: 1)
      return .done
    }
    writer.writeRecordHead(.cname, at: nameOffset, ttl: redirection.ttl, rdataLength: prefix + rdata.count, to: &output)
    answerCount += 1
    let target = writer.offset
    writer.write(nameOffset..<(nameOffset + prefix), of: &output)
    rdata.withOctets { writer.write($0, to: &output) }
    nameOffset = target
    return type == .cname || type == .any ? .done : .alias
  }
}
