internal import DNSWire

extension ReplyContents {
  /// The response code with its extension.
  var code: ResponseCode { ResponseCode(rawValue: extendedCode << 4 | header.flags & 0xF) }

  /// How long the answer may be kept.
  var lifetime: Lifetime? { rule.lifetime(code) }

  /// The answer without its OPT record.
  func answer(isAuthentic: Bool) -> RelayedAnswer {
    RelayedAnswer(
      code: code, isAuthentic: isAuthentic, records: records, answerCount: header.answerCount,
      authorityCount: header.authorityCount, additionalCount: header.additionalCount - (opt == nil ? 0 : 1))
  }

  private var records: [UInt8] {
    var octets = reader.octets
    if let soa = rule.loweredSOA(code) { octets.store(soa.ttl, at: soa.offset) }
    guard let opt else { return Array(octets[questionEnd...]) }
    lowerPointers(over: opt, in: &octets)
    return Array(octets[questionEnd..<opt.lowerBound]) + octets[opt.upperBound...]
  }

  /// Lowers the pointers that lead behind the OPT record, since that is taken out. They are all in names behind it, since pointers
  /// lead backwards, and were noted; none leads into the record itself.
  private func lowerPointers(over opt: Range<Int>, in octets: inout [UInt8]) {
    for pointer in reader.notedPointers where Int(octets.uint16(at: pointer) & 0x3FFF) >= opt.upperBound {
      octets.store(octets.uint16(at: pointer) - UInt16(opt.count), at: pointer)
    }
  }
}
