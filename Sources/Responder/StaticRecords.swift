internal import DNSWire

/// Records out of zone files, in the sections of an answer.
extension AnswerEncoder {
  /// Writes an RRset of the name into the answer section, and the addresses of its targets into the additional one.
  mutating func writeAnswer(
    _ rrset: StaticRRset, in zone: ServedZone, _ question: Question, to output: inout MutableRawSpan
  ) {
    let written = writeRecords(of: rrset, ownerOffset: nameOffset, to: &output)
    answerCount += UInt16(written)
    guard written == rrset.records.count else { return }
    for target in rrset.targets where !writeAddresses(of: target, in: zone, question, to: &output) { return }
  }

  /// Writes the NS records of a zone cut, whose name stands at `ownerOffset`, into the authority section, and the addresses that the
  /// file has of them, without which they could not be reached: where one is missing, TC is set (RFC 9471).
  mutating func writeReferral(
    _ delegation: StaticRRset, ownerOffset: Int, in zone: ServedZone, _ question: Question,
    to output: inout MutableRawSpan
  ) {
    let written = writeRecords(of: delegation, ownerOffset: ownerOffset, to: &output)
    authorityCount += UInt16(written)
    guard written == delegation.records.count else { return }
    for target in delegation.targets where !writeAddresses(of: target, in: zone, question, to: &output) {
      return noteMissing(Int(additionalCount), of: delegation.targets.count)
    }
  }

  /// Writes the records of an RRset, whose owner stands at `ownerOffset`, into a section that the caller counts; how many had room.
  mutating func writeRecords(of rrset: StaticRRset, ownerOffset: Int, to output: inout MutableRawSpan) -> Int {
    for (index, rdata) in rrset.records.enumerated() {
      guard writer.fits(Self.headLength + rdata.count) else {
        noteMissing(index, of: rrset.records.count)
        return index
      }
      write(rdata, rrset, at: ownerOffset, ttl: rrset.ttl, to: &output)
    }
    return rrset.records.count
  }

  /// Writes a TXT record of the class CHAOS, to be asked for anew each time.
  mutating func writeIdentity(_ text: [UInt8], to output: inout MutableRawSpan) {
    guard writer.fits(Self.headLength + text.count) else { return noteMissing(0, of: 1) }
    writer.writeRecordHead(.txt, .chaos, at: nameOffset, ttl: 0, rdataLength: text.count, to: &output)
    text.withOctets { writer.write($0, to: &output) }
    answerCount += 1
  }

  /// Makes the answer NXDOMAIN or NODATA: the zone's SOA in the authority section with a TTL for it, RFC 2308 section 3,
  /// as far as it fits.
  mutating func writeNegative(
    _ zone: ServedZone, _ question: Question, code: ResponseCode, ttl: UInt32, to output: inout MutableRawSpan
  ) {
    self.code = code
    guard let rdata = zone.soa.records.first, writer.fits(Self.headLength + rdata.count) else {
      return
    }
    write(rdata, zone.soa, at: question.originOffset, ttl: ttl, to: &output)
    authorityCount += 1
  }

  /// Writes the file's addresses of a target, as far as they fit: what is additional may be missing (RFC 2181 section 9). Whether
  /// all did.
  private mutating func writeAddresses(
    of target: [UInt8], in zone: ServedZone, _ question: Question, to output: inout MutableRawSpan
  ) -> Bool {
    guard let node = target.withOctets({ zone.node($0) }) else { return true }
    for rrset in node.rrsets where rrset.type == .a || rrset.type == .aaaa {
      for rdata in rrset.records {
        let size = rrset.ownerPrefix.count + Self.headLength + rdata.count
        guard writer.fits(size), additionalCount < .max - 1 else { return false }
        rrset.ownerPrefix.withOctets { writer.write($0, to: &output) }
        write(rdata, rrset, at: question.originOffset, ttl: rrset.ttl, to: &output)
        additionalCount += 1
      }
    }
    return true
  }

  /// Writes a record, of whose name the last or only part stands at `owner`.
  private mutating func write(
    _ rdata: [UInt8], _ rrset: StaticRRset, at owner: Int, ttl: UInt32, to output: inout MutableRawSpan
  ) {
    writer.writeRecordHead(rrset.type, at: owner, ttl: ttl, rdataLength: rdata.count, to: &output)
    rdata.withOctets { writer.write($0, to: &output) }
    if rrset.type == .soa { raiseSerial(&output) }
  }

  /// Raises the serial of the SOA record that was written last to the time of the last change. A later time that looks earlier
  /// to secondaries has no place here: nothing is transferred.
  private func raiseSerial(_ output: inout MutableRawSpan) {
    let offset = writer.offset - Self.octetsFromSerial
    output.store(max(output.bytes.uint32(at: offset), serial), at: offset)
  }

  /// SERIAL, REFRESH, RETRY, EXPIRE, MINIMUM: RFC 1035 section 3.3.13.
  private static let octetsFromSerial = 20
}
