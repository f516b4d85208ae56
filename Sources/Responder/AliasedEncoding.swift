internal import DNSWire

/// What upstream resolvers say of a name that aliases of a zone lead to.
extension AnswerEncoder {
  /// Writes an answer behind the aliases that lead to the name that was asked. AA speaks for the first name, and AD is for none
  /// (RFC 4035 section 3.2.3: all of the answer would have to be authentic).
  mutating func write(_ answer: RelayedAnswer, to name: Name, to output: inout MutableRawSpan) {
    if let error = answer.error, error != .stale { clear() }
    if let error = answer.error { explain(error) }
    code = code(of: answer)
    var records = ExpandedRecords(answer, to: name)
    let answered = writeSection(answer.answerCount, &records, of: name, to: &output)
    answerCount += answered
    guard answered == answer.answerCount else {
      return noteMissing(Int(answerCount), of: Int(answerCount - answered + answer.answerCount))
    }
    authorityCount = writeWhole(answer.authorityCount, &records, of: name, to: &output)
    guard authorityCount == answer.authorityCount else {
      if answer.answerCount == 0 || isDNSSECWanted { isTruncated = !isOverTCP }
      return
    }
    additionalCount = writeWhole(answer.additionalCount, &records, of: name, to: &output)
  }

  /// Writes a section, or nothing of one that does not fit: how many records.
  private mutating func writeWhole(
    _ count: UInt16, _ records: inout ExpandedRecords, of name: Name, to output: inout MutableRawSpan
  ) -> UInt16 {
    let start = writer.offset
    if writeSection(count, &records, of: name, to: &output) == count { return count }
    writer.rewind(to: start)
    return 0
  }

  /// Writes as many records as fit: how many.
  private mutating func writeSection(
    _ count: UInt16, _ records: inout ExpandedRecords, of name: Name, to output: inout MutableRawSpan
  ) -> UInt16 {
    for number in 0..<count {
      guard let record = records.next(), write(record, of: name, to: &output) else { return number }
    }
    return count
  }

  /// Writes a record, whose owner is mostly the name that stands in the answer already; whether it had room.
  private mutating func write(
    _ record: ExpandedRecords.Record, of name: Name, to output: inout MutableRawSpan
  ) -> Bool {
    let isOfName = nameOffset <= MessageWriter.maximumPointer && record.owner.hasSameName(as: name.wire)
    let length = (isOfName ? 2 : record.owner.count) + MessageWriter.recordHeadLength + record.rdata.count
    guard writer.fits(length) else { return false }
    if isOfName {
      writer.writePointer(to: nameOffset, in: &output)
    } else {
      record.owner.withOctets { writer.write($0, to: &output) }
    }
    Array(record.head).withOctets { writer.write($0, to: &output) }
    writer.write(UInt16(record.rdata.count), to: &output)
    record.rdata.withOctets { writer.write($0, to: &output) }
    return true
  }
}

extension [UInt8] {
  /// Whether both are the same name in wire form, whatever their case.
  fileprivate func hasSameName(as other: [UInt8]) -> Bool {
    count == other.count && indices.allSatisfy { self[$0].asciiLowercased == other[$0].asciiLowercased }
  }
}
