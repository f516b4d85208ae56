internal import DNSWire
internal import Discovery
internal import ServiceIndex

/// Addresses that host names of instances stand for.
extension AnswerEncoder {
  /// Writes the addresses of a family that one instance's host name stands for, each answer beginning one further than the last.
  mutating func writeAddresses(
    _ family: AddressFamily, of host: PublishedHostName, in service: borrowing PublishedService, ttl: UInt32,
    to output: inout MutableRawSpan
  ) {
    let count = host.addressCount(family)
    let fitting = countThatFits(count, size: Self.headLength + family.addressLength)
    let first = service.nextRotation(family, count: count)
    for number in first..<(first + fitting) {
      guard let address = service.address(number % count, family, of: host) else { continue }
      writeAddress(address, of: service, ttl: ttl, to: &output)
    }
  }
}

extension ErrorText {
  /// Why instances have no addresses.
  init(_ hostNames: HostNameState) {
    switch hostNames {
    case .awaited: self = .awaitedHostNames
    case .failed: self = .failedHostNames
    case .none, .found, .unasked: self = .hostNames
    }
  }
}
