internal import DNSWire
package import Discovery

/// Where the prepared parts of an instance's records lie.
@usableFromInline package struct PublishedSRV: Sendable {
  private let offset: Int
  /// Octets of the SRV record's prepared RDATA; the owner of the service's name follows it unless it ends in a whole name.
  @usableFromInline package let length: Int
  @usableFromInline let form: UInt8
  /// The address of the target as an SRV entry has it.
  private let address: UInt32

  init(offset: Int, length: Int, form: UInt8, additional: UInt32) {
    (self.offset, self.length, self.form, address) = (offset, length, form, additional)
  }

  /// The record whose entry stands at `entry` of a service's fragments.
  init(_ octets: RawSpan, entry: Int) {
    let words = octets.uint64(at: entry)
    let data = Int(words >> 32)
    let head = octets.uint16(at: data)
    self.init(
      offset: data + FragmentLayout.srvDataHead, length: FragmentLayout.srvFixedLength + Int(head >> 8),
      form: UInt8(truncatingIfNeeded: head), additional: UInt32(truncatingIfNeeded: words))
  }

  /// Whether the target is a host name of its own.
  @inlinable package var isWholeName: Bool { form & FragmentLayout.targetIsWholeName != 0 }

  /// How the instance is reached.
  package var transport: ServiceTransport { form & FragmentLayout.isUDP != 0 ? .udp : .tcp }

  /// Whether the instance has a name of its own, `INSTANCE._S._P.Z`.
  package var hasName: Bool { form & FragmentLayout.hasNoName == 0 }

  /// Octets of the HOST label with its length octet.
  @inlinable package var hostLabelLength: Int { length - FragmentLayout.srvFixedLength }

  /// The address that belongs into the additional section: the target's, unless an older instance has the same.
  package var additionalAddress: PublishedAddress? { PublishedAddress(address) }

  /// The same with the target's address in any case.
  func with(address: UInt32) -> PublishedSRV {
    PublishedSRV(offset: offset, length: length, form: form, additional: address)
  }

  var rdata: Range<Int> { offset..<(offset + length) }
  var target: Range<Int> { targetOffset..<(offset + length) }
  var targetOffset: Int { offset &+ FragmentLayout.srvFixedLength }
  /// Where the length of the TXT record's RDATA stands; absent where there is no attribute.
  var textOffset: Int? { form & FragmentLayout.hasText == 0 ? nil : offset + length }
}

/// The place of an address in a service's list of its family.
package struct PublishedAddress: Sendable {
  package let family: AddressFamily
  package let index: Int

  /// The address at a place of its family's list.
  package init(_ family: AddressFamily, index: Int) { (self.family, self.index) = (family, index) }

  /// An address as an SRV entry has it; absent for none.
  init?(_ word: UInt32) {
    guard word >> 30 != 0 else { return nil }
    (family, index) = (word >> 30 == 1 ? .ipv4 : .ipv6, Int(word & 0x3FFF_FFFF))
  }
}

extension PublishedService {
  /// Copies an SRV record's prepared RDATA.
  package func copySRV(_ srv: PublishedSRV, to message: inout MutableRawSpan, at offset: Int) {
    withOctets { message.copy($0.extracting(srv.rdata), to: offset) }
  }

  /// Copies the HOST label of an SRV record's target, with its length octet.
  package func copyHostLabel(_ srv: PublishedSRV, to message: inout MutableRawSpan, at offset: Int) {
    withOctets { message.copy($0.extracting(srv.target), to: offset) }
  }

  /// Lends the RDATA of an instance's TXT record.
  package func withText<Result>(_ srv: PublishedSRV, _ body: (RawSpan) -> Result) -> Result {
    withOctets { octets in
      guard let start = srv.textOffset else { return Self.noText.withOctets(body) }
      return body(octets.extracting((start + 2)..<(start + 2 + Int(octets.uint16(at: start)))))
    }
  }

  /// The RDATA of an instance without attributes: an empty character string, RFC 6763 section 6.1.
  private static let noText: [UInt8] = [0]

  /// Lends the name of an instance, `INSTANCE`, as a label without its length octet: its host's, a hyphen and its port.
  package func withInstanceLabel<Result>(_ srv: PublishedSRV, _ body: (RawSpan) -> Result) -> Result {
    withOctets { octets in
      let label = InstanceLabel(target: octets.extracting(srv.target), isHost: srv.isWholeName, port: port(of: srv))
      return label.withOctets(body)
    }
  }

  /// The number of the instance with a name in lower case and a protocol.
  package func srvIndex(named label: RawSpan, over transport: ServiceTransport) -> Int? {
    guard has(transport), let (hostLength, port) = InstanceLabel.parts(of: label) else { return nil }
    return srvIndex(label) { srv in
      guard srv.transport == transport, self.port(of: srv) == port, srv.hasName else { return false }
      if srv.isWholeName { return withInstanceLabel(srv) { $0.hasSameOctets(as: label) } }
      return srv.hostLabelLength == 1 + hostLength && hasHostLabel(srv, label.extracting(0..<hostLength))
    }
  }

  /// An SRV record with the address of its target in any case.
  package func withAddress(_ srv: PublishedSRV) -> PublishedSRV {
    guard srv.additionalAddress == nil, !srv.isWholeName else { return srv }
    let address = withOctets { HostLabel.address($0.extracting(srv.target).extracting(1...)) }
    guard let place = address.flatMap({ place(of: $0) }) else { return srv }
    return srv.with(address: FragmentLayout.additional(place.family, place.index))
  }

  private func hasHostLabel(_ srv: PublishedSRV, _ host: RawSpan) -> Bool {
    withOctets { $0.extracting(srv.target).extracting(1...).hasSameOctets(as: host) }
  }

  private func port(of srv: PublishedSRV) -> UInt16 {
    withOctets { $0.uint16(at: srv.rdata.lowerBound + 4) }
  }
}
