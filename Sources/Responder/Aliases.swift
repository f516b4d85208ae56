internal import DNSWire

/// Aliases in the answer section: CNAME (RFC 1034 section 3.6.2) and DNAME (RFC 6672).
extension AnswerEncoder {
  /// Goes on with the name that the alias just written leads to; done where the alias had no room.
  mutating func followAlias(_ alias: StaticRRset) -> Responder.Step {
    guard !isTruncated, answerCount > 0, let rdata = alias.records.first else { return .done }
    nameOffset = writer.offset - rdata.count
    return .alias
  }

  /// Writes the DNAME record above a name, which its owner begins within with `label`, and the CNAME record that follows from it
  /// (RFC 6672 section 3.1), and goes on with that one's target. A target that is too long is none.
  mutating func writeRedirection(
    _ redirection: StaticRRset, label: Int, _ name: borrowing QuestionName, _ type: RecordType,
    to output: inout MutableRawSpan
  ) -> Responder.Step {
    guard let rdata = redirection.records.first else { return .done }
    let prefix = name.offset(ofLabel: label)
    guard writer.fits(2 * Self.headLength + rdata.count) else { return missing() }
    write(redirection, rdata, ownerOffset: nameOffset + prefix, to: &output)
    guard prefix + rdata.count <= Name.maximumLength else {
      code = .yxDomain
      return .done
    }
    guard writer.fits(Self.headLength + prefix + rdata.count) else { return missing() }
    writer.writePointer(to: nameOffset, in: &output)
    writer.writeRecordHead(.cname, ttl: redirection.ttl, rdataLength: prefix + rdata.count, to: &output)
    answerCount += 1
    let target = writer.offset
    writer.write(nameOffset..<(nameOffset + prefix), of: &output)
    rdata.withOctets { writer.write($0, to: &output) }
    nameOffset = target
    return type == .cname || type == .any ? .done : .alias
  }

  private mutating func missing() -> Responder.Step {
    noteMissing(Int(answerCount), of: Int(answerCount) + 1)
    return .done
  }

  private mutating func write(
    _ rrset: StaticRRset, _ rdata: [UInt8], ownerOffset: Int, to output: inout MutableRawSpan
  ) {
    writer.writePointer(to: ownerOffset, in: &output)
    writer.writeRecordHead(rrset.type, ttl: rrset.ttl, rdataLength: rdata.count, to: &output)
    rdata.withOctets { writer.write($0, to: &output) }
    answerCount += 1
  }
}
