internal import DNSWire
internal import Discovery

/// The order by which one of many instances is found, at the end of a service's fragments, so that a name of the oldest and one of the
/// youngest cost the same:
///
///     places of IPv4 addresses u32 | places of IPv6 addresses u32 | instances: hash u32, SRV number u32
///
/// The places are those of instances' own addresses in the order of the addresses. Instances are in the order of their names' hashes,
/// which few share, then of age. Where these parts begin is counted from the end.
struct FragmentOrder {
  let srvCount: Int
  let ipv4Count: Int
  let ipv6Count: Int

  /// Up to so many instances are looked through one by one, in a fifth of a microsecond: most services have fewer, and need no room
  /// for this.
  static let longestUnordered = 64

  /// Octets of an address's place, and of an instance's hash and number.
  private static let placeLength = 4
  private static let instanceLength = 8

  /// Whether there is an order.
  var isThere: Bool { max(srvCount, ipv4Count, ipv6Count) > Self.longestUnordered }

  /// Octets from the start of a part to the end of the fragments.
  var srvDistance: Int { srvCount * Self.instanceLength }
  var ipv6Distance: Int { srvDistance + ipv6Count * Self.placeLength }
  var ipv4Distance: Int { ipv6Distance + ipv4Count * Self.placeLength }

  /// The hash of an instance's name: FNV-1a. Whoever registers instances could choose some that share one, and would have theirs found
  /// as slowly as without an order.
  static func hash(ofName octets: RawSpan) -> UInt32 {
    var hash: UInt32 = 0x811C_9DC5
    for index in 0..<octets.byteCount { hash = (hash ^ UInt32(octets.octet(at: index))) &* 0x0100_0193 }
    return hash
  }
}

extension FragmentEncoder {
  /// The order of all that was added; nothing where there are few.
  func octets(of order: FragmentOrder) -> [UInt8] {
    guard order.isThere else { return [] }
    var octets: [UInt8] = []
    octets.reserveCapacity(order.ipv4Distance)
    for pair in ipv4Pairs(order.ipv4Count) { octets.append(number: UInt32(truncatingIfNeeded: pair)) }
    for place in ipv6Places(order.ipv6Count) { octets.append(number: UInt32(place)) }
    for pair in instancePairs { octets.append(number: pair) }
    return octets
  }

  /// Addresses, each in front of its place.
  private func ipv4Pairs(_ count: Int) -> [UInt64] {
    ipv4.withOctets { octets in (0..<count).map { UInt64(octets.uint32(at: $0 * 4)) << 32 | UInt64($0) } }.sorted()
  }

  private func ipv6Places(_ count: Int) -> [Int] {
    let addresses = ipv6.withOctets { octets in
      (0..<count).map { (octets.uint64(at: $0 * 16), octets.uint64(at: $0 * 16 + 8), $0) }
    }
    return addresses.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { $0.2 }
  }

  /// Instances' hashes, each in front of its number, which keeps those of one hash in order of age.
  private var instancePairs: [UInt64] {
    srvData.withOctets { data in
      srvEntries.enumerated().map { UInt64(hash(ofInstance: $1.data, in: data)) << 32 | UInt64($0) }
    }.sorted()
  }

  private func hash(ofInstance start: Int, in data: RawSpan) -> UInt32 {
    let rdata = start + FragmentLayout.srvDataHead
    let target = rdata + FragmentLayout.srvFixedLength
    let label = InstanceLabel(
      target: data.extracting(target..<(target + Int(data.octet(at: start)))),
      isHost: data.octet(at: start + 1) & FragmentLayout.targetIsWholeName != 0, port: data.uint16(at: rdata + 4))
    return label.withOctets { FragmentOrder.hash(ofName: $0) }
  }
}

extension PublishedService {
  private var order: FragmentOrder {
    FragmentOrder(
      srvCount: srvCount, ipv4Count: word(FragmentLayout.ownIPv4Count), ipv6Count: word(FragmentLayout.ownIPv6Count))
  }

  /// The place of an own address in its family's list. `compare` says of the address at a place whether it is below, at or above the
  /// one that is looked for.
  func place(_ family: AddressFamily, _ compare: (Int) -> Int) -> PublishedAddress? {
    let order = order
    let count = family == .ipv4 ? order.ipv4Count : order.ipv6Count
    guard order.isThere else {
      return (0..<count).first { compare($0) == 0 }.map { PublishedAddress(family, index: $0) }
    }
    let places = length - (family == .ipv4 ? order.ipv4Distance : order.ipv6Distance)
    let found = Self.firstIndex(below: count) { compare(word(places + $0 * 4)) >= 0 }
    guard found < count, compare(word(places + found * 4)) == 0 else { return nil }
    return PublishedAddress(family, index: word(places + found * 4))
  }

  /// The oldest instance that has a name, which is `label`, and that `isIt` takes.
  func srvIndex(_ label: RawSpan, where isIt: (PublishedSRV) -> Bool) -> Int? {
    let order = order
    guard order.isThere else { return (0..<srvCount).first { isIt(srv($0)) } }
    let (hash, pairs) = (Int(FragmentOrder.hash(ofName: label)), length - order.srvDistance)
    var found = Self.firstIndex(below: srvCount) { word(pairs + $0 * 8) >= hash }
    while found < srvCount, word(pairs + found * 8) == hash {
      let number = word(pairs + found * 8 + 4)
      if isIt(srv(number)) { return number }
      found += 1
    }
    return nil
  }

  /// The first of so many indexes that `isBehind` takes, which takes all that follow, too.
  private static func firstIndex(below count: Int, where isBehind: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
