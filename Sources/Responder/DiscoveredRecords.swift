internal import DNSWire
internal import Discovery
internal import ServiceIndex

/// Records out of published services, in the sections of an answer.
extension AnswerEncoder {
  /// Octets of a record before its RDATA, whose owner is a pointer.
  static let headLength = 2 + MessageWriter.recordHeadLength

  /// Writes the SRV records of a subset, the oldest instance's first, then the addresses of their targets as far as they fit.
  mutating func writeInstances(
    _ subset: Subset, of service: borrowing PublishedService, _ question: Question, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    if subset.isAll, question.ownerOffset != nil {
      return writeAll(of: service, question, ttl: ttl, to: &output)
    }
    var ownerOffset = question.ownerOffset
    let count = service.candidates(of: subset)
    var written = 0
    for candidate in 0..<count {
      guard let srv = service.srv(candidate, of: subset) else { continue }
      guard writeSRV(srv, at: nameOffset, of: service, question, &ownerOffset, ttl: ttl, to: &output) else {
        return noteMissing(written, of: service, subset, namedOnly: false)
      }
      written += 1
      answerCount += 1
    }
    for candidate in 0..<count {
      guard let srv = service.srv(candidate, of: subset) else { continue }
      guard writeAdditional(srv, of: service, ownerOffset, ttl: ttl, to: &output) else { return }
    }
  }

  /// The same for all instances at a name in which the service's stands as it is: what nearly all questions are.
  private mutating func writeAll(
    of service: borrowing PublishedService, _ question: Question, ttl: UInt32, to output: inout MutableRawSpan
  ) {
    let records = SRVRecords(name: nameOffset, owner: question.serviceOffset..<question.nameEnd, ttl: ttl)
    let written = service.write(records, with: &writer, to: &output)
    answerCount += UInt16(written)
    guard written == service.srvCount else { return noteMissing(written, of: service, Subset(), namedOnly: false) }
    additionalCount += UInt16(service.writeAdditional(to: records, with: &writer, to: &output))
  }

  /// Notes that only `written` records of a subset's instances are in the answer; how many there are is said over TCP alone.
  mutating func noteMissing(
    _ written: Int, of service: borrowing PublishedService, _ subset: Subset, namedOnly: Bool
  ) {
    noteMissing(written, of: isOverTCP ? service.recordCount(of: subset, namedOnly: namedOnly) : written + 1)
  }

  /// Writes the SRV record of one instance, then the address of its target.
  mutating func writeInstance(
    _ srv: PublishedSRV, of service: borrowing PublishedService, _ question: Question, ttl: UInt32, addressTTL: UInt32,
    to output: inout MutableRawSpan
  ) {
    var ownerOffset = question.ownerOffset
    guard writeSRV(srv, at: nameOffset, of: service, question, &ownerOffset, ttl: ttl, to: &output) else {
      return noteMissing(0, of: 1)
    }
    answerCount += 1
    _ = writeAdditional(srv, of: service, ownerOffset, ttl: addressTTL, to: &output)
  }

  /// Writes an SRV record, whose name stands at `name`, into a section that the caller counts; whether it fitted. `ownerOffset` is
  /// where the service's name stands, once it does.
  mutating func writeSRV(
    _ srv: PublishedSRV, at name: Int, of service: borrowing PublishedService, _ question: Question,
    _ ownerOffset: inout Int?, ttl: UInt32, to output: inout MutableRawSpan
  ) -> Bool {
    let length = srv.length + (srv.isWholeName ? 0 : question.ownerLength)
    guard writer.fits(Self.headLength + length) else { return false }
    writer.writeRecordHead(.srv, at: name, ttl: ttl, rdataLength: length, to: &output)
    service.copySRV(srv, to: &output, at: writer.offset)
    writer.advance(srv.length)
    // The target is written out, since RFC 2782 forbids to compress it; the owners of addresses may point at the first.
    guard !srv.isWholeName else { return true }
    if ownerOffset == nil, writer.offset <= MessageWriter.maximumPointer { ownerOffset = writer.offset }
    question.writeOwner(with: &writer, to: &output)
    return true
  }

  /// Writes the address of an SRV record's target, unless an older instance has it; whether there was room.
  mutating func writeAdditional(
    _ srv: PublishedSRV, of service: borrowing PublishedService, _ ownerOffset: Int?, ttl: UInt32,
    to output: inout MutableRawSpan
  ) -> Bool {
    guard let address = srv.additionalAddress, let ownerOffset else { return true }
    guard writer.fits(srv.hostLabelLength + Self.headLength + address.family.addressLength) else { return false }
    service.copyHostLabel(srv, to: &output, at: writer.offset)
    writer.advance(srv.hostLabelLength)
    writeAddressData(address, at: ownerOffset, of: service, ttl: ttl, to: &output)
    additionalCount += 1
    return true
  }
}
