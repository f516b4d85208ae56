internal import DNSWire
internal import Discovery
internal import ServiceIndex

/// Records out of published services, in the sections of an answer.
extension AnswerEncoder {
  /// Octets of a record before its RDATA, whose owner is a pointer.
  static let headLength = 2 + MessageWriter.recordHeadLength

  /// Writes the addresses of a family that a subset has, `count` of them, each answer beginning one further than the last. Of more
  /// than fit, UDP has the first of these, so that every instance gets its turn with stubs that never ask over TCP; TCP has the
  /// oldest.
  mutating func writeAddresses(
    _ family: AddressFamily, of subset: Subset, count: Int, in service: borrowing PublishedService, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    let fitting = countThatFits(count, size: Self.headLength + family.addressLength)
    let cycle = isOverTCP ? max(fitting, 1) : count
    let first = service.nextRotation(family, count: cycle)
    guard subset.isAll else {
      return writePicked(family, of: subset, first..<(first + fitting), cycle, in: service, ttl: ttl, to: &output)
    }
    var index = first
    for _ in 0..<fitting {
      writeAddress(PublishedAddress(family, index: index), of: service, ttl: ttl, to: &output)
      index = index + 1 == cycle ? 0 : index + 1
    }
  }

  /// Writes some addresses of a subset, counted among those of its family; behind the last of a `cycle` the first comes again.
  private mutating func writePicked(
    _ family: AddressFamily, of subset: Subset, _ range: Range<Int>, _ cycle: Int,
    in service: borrowing PublishedService, ttl: UInt32, to output: inout MutableRawSpan
  ) {
    for rounds in 0..<2 {
      var number = rounds * cycle
      for candidate in 0..<service.candidates(of: subset) {
        guard let address = service.address(candidate, of: subset), address.family == family else { continue }
        if range.contains(number) { writeAddress(address, of: service, ttl: ttl, to: &output) }
        number += 1
        if number == min((rounds + 1) * cycle, range.upperBound) { break }
      }
      if range.upperBound <= cycle { return }
    }
  }

  /// Writes one address under the name.
  mutating func writeAddress(
    _ address: PublishedAddress, of service: borrowing PublishedService, ttl: UInt32, to output: inout MutableRawSpan
  ) {
    guard writer.fits(Self.headLength + address.family.addressLength) else { return noteMissing(0, of: 1) }
    writeAddressData(address, at: nameOffset, of: service, ttl: ttl, to: &output)
    answerCount += 1
  }

  /// Writes the SRV records of a subset, the oldest instance's first, then the addresses of their targets as far as they fit.
  mutating func writeInstances(
    _ subset: Subset, of service: borrowing PublishedService, _ question: Question, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
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

  private mutating func writeAddressData(
    _ address: PublishedAddress, at owner: Int, of service: borrowing PublishedService, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    let type = address.family == .ipv4 ? RecordType.a : .aaaa
    writer.writeRecordHead(type, at: owner, ttl: ttl, rdataLength: address.family.addressLength, to: &output)
    service.copyAddress(address.family, address.index, to: &output, at: writer.offset)
    writer.advance(address.family.addressLength)
  }
}
