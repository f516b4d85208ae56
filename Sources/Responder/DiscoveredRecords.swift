internal import DNSWire
internal import ServiceIndex

/// Records out of published services, in the sections of an answer.
extension AnswerEncoder {
  /// Octets of a record of the question's name before its RDATA.
  private static let headLength = 2 + MessageWriter.recordHeadLength

  /// Writes all addresses of a family, each answer beginning one further than the last. Of more than fit, UDP has the first of
  /// these, so that every instance gets its turn with stubs that never ask over TCP; TCP has the oldest.
  mutating func writeAddresses(
    _ family: AddressFamily, of service: borrowing PublishedService, ttl: UInt32, to output: inout MutableRawSpan
  ) {
    let count = service.addressCount(family)
    let fitting = countThatFits(count, size: Self.headLength + family.addressLength)
    let cycle = isOverTCP ? max(fitting, 1) : count
    var index = service.nextRotation(family, count: cycle)
    for _ in 0..<fitting {
      writeAddress(family, index, of: service, ttl: ttl, to: &output)
      index = index + 1 == cycle ? 0 : index + 1
    }
  }

  /// Writes one address under the question's name.
  mutating func writeAddress(
    _ family: AddressFamily, _ index: Int, of service: borrowing PublishedService, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    writer.writePointer(to: Header.length, in: &output)
    writeAddressData(family, index, of: service, ttl: ttl, to: &output)
    answerCount += 1
  }

  /// Writes the SRV records of the first `count` instances, the leader's first, then the addresses of their targets as far as
  /// they fit; of one protocol alone unless `overUDP` is absent.
  mutating func writeInstances(
    _ count: Int, overUDP: Bool?, of service: borrowing PublishedService, _ owner: ServiceOwner, ttl: UInt32,
    addressTTL: UInt32, message: RawSpan, to output: inout MutableRawSpan
  ) {
    var ownerOffset = owner.offsetInQuestion
    for index in 0..<count {
      let srv = service.srv(index)
      if let overUDP, srv.isUDP != overUDP { continue }
      let length = srv.length + (srv.isWholeName ? 0 : owner.length)
      guard writer.fits(Self.headLength + length) else { return noteMissing(Int(answerCount), of: count) }
      writer.writePointer(to: Header.length, in: &output)
      writer.writeRecordHead(.srv, ttl: ttl, rdataLength: length, to: &output)
      service.copySRV(srv, to: &output, at: writer.offset)
      writer.advance(srv.length)
      answerCount += 1
      // The target is written out, since RFC 2782 forbids to compress it; the owners of addresses may point at the first.
      guard !srv.isWholeName else { continue }
      ownerOffset = ownerOffset ?? writer.offset
      owner.write(from: message, with: &writer, to: &output)
    }
    for index in 0..<count {
      let srv = service.srv(index)
      guard srv.isUDP == overUDP ?? srv.isUDP, let address = srv.additionalAddress, let ownerOffset else { continue }
      guard writer.fits(srv.hostLabelLength + Self.headLength + address.family.addressLength) else { return }
      service.copyHostLabel(srv, to: &output, at: writer.offset)
      writer.advance(srv.hostLabelLength)
      writer.writePointer(to: ownerOffset, in: &output)
      writeAddressData(address.family, address.index, of: service, ttl: addressTTL, to: &output)
      additionalCount += 1
    }
  }

  private mutating func writeAddressData(
    _ family: AddressFamily, _ index: Int, of service: borrowing PublishedService, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    let type = family == .ipv4 ? RecordType.a : .aaaa
    writer.writeRecordHead(type, ttl: ttl, rdataLength: family.addressLength, to: &output)
    service.copyAddress(family, index, to: &output, at: writer.offset)
    writer.advance(family.addressLength)
  }
}
