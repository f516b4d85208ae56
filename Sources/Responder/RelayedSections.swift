internal import DNSWire

/// Where the sections of an upstream's records end.
struct RelayedSections {
  /// How many records a section has, and the offset of what follows them.
  typealias Section = (count: UInt16, end: Int)
  let answer: Section
  let authority: Section
  let additional: Section

  /// How many records of each section are written, and their octets.
  typealias Written = (answer: UInt16, authority: UInt16, additional: UInt16, length: Int)

  /// The sections of an answer, whose records these are; absent where those are not whole.
  init?(_ relayed: RelayedAnswer, _ records: RawSpan) {
    guard let answerEnd = records.end(of: relayed.answerCount, from: 0),
      let authorityEnd = records.end(of: relayed.authorityCount, from: answerEnd),
      let end = records.end(of: relayed.additionalCount, from: authorityEnd), end == records.byteCount
    else { return nil }
    answer = (relayed.answerCount, answerEnd)
    authority = (relayed.authorityCount, authorityEnd)
    additional = (relayed.additionalCount, end)
  }

  /// As many sections as fit into so many octets: what is additional may be missing, then what is said of authority, and only
  /// then records of the answer section.
  func written(of records: RawSpan, within room: Int) -> Written {
    if additional.end <= room { return (answer.count, authority.count, additional.count, additional.end) }
    if authority.end <= room { return (answer.count, authority.count, 0, authority.end) }
    if answer.end <= room { return (answer.count, 0, 0, answer.end) }
    var (count, end): (UInt16, Int) = (0, 0)
    while count < answer.count, let next = records.endOfRecord(at: end), next <= room {
      (count, end) = (count + 1, next)
    }
    return (count, 0, 0, end)
  }
}

extension RawSpan {
  /// The offset of what follows `count` records; absent where they are not whole.
  fileprivate func end(of count: UInt16, from start: Int) -> Int? {
    var end = start
    for _ in 0..<count {
      guard let next = endOfRecord(at: end) else { return nil }
      end = next
    }
    return end
  }

  /// The offset of what follows a record, RFC 1035 section 4.1.3; pointers are not followed.
  fileprivate func endOfRecord(at start: Int) -> Int? {
    guard let head = endOfName(at: start), head + MessageWriter.recordHeadLength <= byteCount else { return nil }
    let end = head + MessageWriter.recordHeadLength + Int(uint16(at: head + MessageWriter.recordHeadLength - 2))
    return end <= byteCount ? end : nil
  }

  private func endOfName(at start: Int) -> Int? {
    var offset = start
    while offset < byteCount {
      let length = octet(at: offset)
      if length >= 0xC0 { return offset + 2 }
      offset += 1 + Int(length)
      if length == 0 { return offset }
    }
    return nil
  }
}
