internal import DNSWire
internal import ServiceIndex

/// Names out of published services, in the answer section: service discovery by DNS, RFC 6763, and hosts of addresses.
extension AnswerEncoder {
  /// Writes the PTR records of a subset's instances that have a name, `INSTANCE._S._P.Z`, at `_S._P.Z`, and what these names have as
  /// far as it fits (RFC 6763 section 12.1).
  mutating func writeInstanceNames(
    _ subset: Subset, of service: borrowing PublishedService, _ question: Question, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    let start = writer.offset
    var written = 0
    for candidate in 0..<service.candidates(of: subset) {
      guard let srv = service.srv(candidate, of: subset), srv.hasName else { continue }
      let hasRoom = service.withInstanceLabel(srv) { label in
        guard beginPTR(rdataLength: 1 + label.byteCount + 2, ttl: ttl, to: &output) else { return false }
        writer.write(UInt8(label.byteCount), to: &output)
        writer.write(label, to: &output)
        writer.writePointer(to: nameOffset, in: &output)
        return true
      }
      guard hasRoom else { return noteMissing(written, of: service, subset, namedOnly: true) }
      written += 1
    }
    writeDetails(subset, of: service, question, start, ttl: ttl, to: &output)
  }

  /// Writes SRV, TXT and address records of instances whose PTR records begin at `start` into the additional section.
  private mutating func writeDetails(
    _ subset: Subset, of service: borrowing PublishedService, _ question: Question, _ start: Int, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    var name = start + Self.headLength
    var ownerOffset = question.ownerOffset
    for candidate in 0..<service.candidates(of: subset) {
      guard let srv = service.srv(candidate, of: subset), srv.hasName else { continue }
      guard name <= MessageWriter.maximumPointer,
        writeSRV(srv, at: name, of: service, question, &ownerOffset, ttl: ttl, to: &output)
      else { return }
      additionalCount += 1
      guard writeText(srv, at: name, of: service, ttl: ttl, to: &output) else { return }
      additionalCount += 1
      guard writeAdditional(srv, of: service, ownerOffset, ttl: ttl, to: &output) else { return }
      name += Self.headLength + Int(output.bytes.uint16(at: name - 2))
    }
  }

  /// Writes the TXT record of an instance, whose name stands at `name`, into a section that the caller counts; whether it fitted.
  mutating func writeText(
    _ srv: PublishedSRV, at name: Int, of service: borrowing PublishedService, ttl: UInt32,
    to output: inout MutableRawSpan
  ) -> Bool {
    service.withText(srv) { text in
      guard writer.fits(Self.headLength + text.byteCount) else { return false }
      writer.writeRecordHead(.txt, at: name, ttl: ttl, rdataLength: text.byteCount, to: &output)
      writer.write(text, to: &output)
      return true
    }
  }

  /// Writes the PTR record of a type of service, `_S._P.Z`; whether there was room. A name that is too long for its underscore has
  /// none.
  mutating func writeServiceType(
    _ service: borrowing PublishedService, over transport: ServiceTransport, _ question: Question, ttl: UInt32,
    to output: inout MutableRawSpan
  ) -> Bool {
    service.withName { name in
      guard name.byteCount < Name.maximumLabelLength else { return true }
      let length = 2 + name.byteCount + Self.transportLength + 2
      guard beginPTR(rdataLength: length, ttl: ttl, to: &output) else { return false }
      writer.write(UInt8(1 + name.byteCount), to: &output)
      writer.write(UInt8(ascii: "_"), to: &output)
      writer.write(name, to: &output)
      writer.write(UInt8(Self.transportLength - 1), to: &output)
      writer.write(transport == .tcp ? "_tcp" : "_udp", to: &output)
      writer.writePointer(to: question.originOffset, in: &output)
      return true
    }
  }

  /// Octets of a protocol's label with its length.
  private static let transportLength = 5

  /// Writes the PTR record of an address: a host's name in front of the service's, in the zone called `origin`.
  mutating func writeHostName(
    _ host: borrowing PublishedHost, origin: RawSpan, ttl: UInt32, to output: inout MutableRawSpan
  ) {
    host.withLabels { labels in
      guard beginPTR(rdataLength: labels.byteCount + origin.byteCount, ttl: ttl, to: &output) else {
        return noteMissing(0, of: 1)
      }
      writer.write(labels, to: &output)
      writer.write(origin, to: &output)
    }
  }

  /// Writes a PTR record's part before its RDATA; whether there is room for all of it.
  private mutating func beginPTR(rdataLength: Int, ttl: UInt32, to output: inout MutableRawSpan) -> Bool {
    guard writer.fits(Self.headLength + rdataLength) else { return false }
    writer.writeRecordHead(.ptr, at: nameOffset, ttl: ttl, rdataLength: rdataLength, to: &output)
    answerCount += 1
    return true
  }
}
