import DNSWire
import Discovery
import Testing

@testable import ServiceIndex

@Suite("Finding one of many instances")
struct FragmentOrderTests {
  /// A few that are looked through one by one, and many that are not.
  private static let counts = [1, FragmentOrder.longestUnordered, FragmentOrder.longestUnordered + 1, 3000]

  private func address(_ number: Int, isIPv6: Bool) -> Address {
    // Neither in order nor in reverse.
    let scattered = UInt32(truncatingIfNeeded: number &* 0x9E37_79B1)
    return isIPv6 ? .ipv6(high: UInt64(scattered) << 7, low: UInt64(number % 5)) : .ipv4(scattered)
  }

  private func withService<Result>(
    _ instances: [Instance], _ body: (borrowing PublishedService) -> Result
  ) throws -> Result {
    let index = ServiceIndex()
    index.publish([.service(Service(name: "api", instances: instances, presence: .known, sources: SourceMask(rank: 0)))]
    )
    var reader = index.makeReader()
    reader.enter()
    defer { reader.leave() }
    return try #require(reader.withService("api") { body($0) })
  }

  /// The places at which addresses are found.
  private func places(of addresses: [Address], among instances: [Instance]) throws -> [Int?] {
    try withService(instances) { service in
      var places: [Int?] = []
      for address in addresses { places.append(service.place(of: address)?.index) }
      return places
    }
  }

  /// The numbers of the instances that are found.
  private func numbers(
    of labels: [[UInt8]], over transport: ServiceTransport, among instances: [Instance]
  ) throws -> [Int?] {
    try withService(instances) { service in
      var numbers: [Int?] = []
      for label in labels {
        let span = label.span
        numbers.append(service.srvIndex(named: unsafe span.bytes, over: transport))
      }
      return numbers
    }
  }

  @Test("by address, of either family", arguments: counts, [false, true])
  func addresses(count: Int, isIPv6: Bool) throws {
    let all = (0..<(count + 100)).map { address($0, isIPv6: isIPv6) }
    let instances = all.prefix(count).enumerated().map { number, address in
      Instance(endpoint: Endpoint(address: address, port: 80), created: UInt64(number))
    }
    let absent = [address(0, isIPv6: !isIPv6), .ipv4(.max), .ipv6(high: .max, low: .max)]
    let found = try places(of: all + absent, among: instances)
    #expect(found == (0..<count).map { $0 } + [Int?](repeating: nil, count: 103))
  }

  @Test("by name and protocol, of addresses and host names", arguments: counts)
  func names(count: Int) throws {
    let instances = (0..<count).map { number in
      let address = number % 3 == 2 ? Address.host("h\(number).example.com") : address(number, isIPv6: number % 3 == 1)
      return Instance(
        endpoint: Endpoint(address: address, port: UInt16(1 + number % 7)), created: UInt64(number),
        attributes: number % 4 == 1 ? ["proto": "udp"] : [:])
    }
    let absent = ["10-0-0-1-80", "h2-example-com-4", "0-0-0-0-2"].map { Array($0.utf8) }
    let labels = instances.map(label) + absent
    let (tcp, udp) = (
      try numbers(of: labels, over: .tcp, among: instances), try numbers(of: labels, over: .udp, among: instances)
    )
    let none = [Int?](repeating: nil, count: absent.count)
    #expect(tcp == (0..<count).map { $0 % 4 == 1 ? nil : $0 } + none)
    #expect(udp == (0..<count).map { $0 % 4 == 1 ? $0 : nil } + none)
  }

  private func label(of instance: Instance) -> [UInt8] {
    let port = "-\(instance.endpoint.port)".utf8
    if case .host(let name) = instance.endpoint.address { return name.utf8.map { $0 == 0x2E ? 0x2D : $0 } + port }
    return (HostLabel.octets(of: instance.endpoint.address) ?? []) + port
  }
}
