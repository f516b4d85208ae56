internal import DNSWire
internal import Discovery
internal import ServiceIndex

/// Address records out of published services.
extension AnswerEncoder {
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
    let places = AddressPlaces(first: first, count: fitting, cycle: cycle)
    service.write(family, places, name: nameOffset, ttl: ttl, with: &writer, to: &output)
    answerCount += UInt16(fitting)
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

  /// Writes an address record, whose name stands at `owner`, into a section that the caller counts; there has to be room.
  mutating func writeAddressData(
    _ address: PublishedAddress, at owner: Int, of service: borrowing PublishedService, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    let type = address.family == .ipv4 ? RecordType.a : .aaaa
    writer.writeRecordHead(type, at: owner, ttl: ttl, rdataLength: address.family.addressLength, to: &output)
    service.copyAddress(address.family, address.index, to: &output, at: writer.offset)
    writer.advance(address.family.addressLength)
  }
}
