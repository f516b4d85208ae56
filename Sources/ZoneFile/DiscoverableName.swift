internal import DNSWire

/// The forms of the names that discovered services have beside a zone file's own; whether there is such a service is not known here.
enum DiscoverableName {
  /// Whether a name may be that of a service, of its leader or of one of its instances' hosts.
  static func mayHaveAddresses(_ name: Name, in origin: Name) -> Bool {
    let labels = labels(name, in: origin)
    guard let service = labels.last, service.allSatisfy(isServiceOctet) else { return false }
    switch labels.count {
    case 1: return true
    case 2: return isLeader(labels[0]) || isHost(labels[0])
    default: return false
    }
  }

  /// The service whose leader has this name; absent where it is none's.
  static func serviceLed(by name: Name, in origin: Name) -> String? {
    let labels = labels(name, in: origin)
    guard labels.count == 2, isLeader(labels[0]), labels[1].allSatisfy(isServiceOctet) else { return nil }
    return String(decoding: labels[1], as: UTF8.self)
  }

  /// The labels in front of the origin, in lower case.
  private static func labels(_ name: Name, in origin: Name) -> [ArraySlice<UInt8>] {
    guard name.isEqual(toOrBeneath: origin) else { return [] }
    return name.lowercased.labels.dropLast(origin.labels.count)
  }

  private static func isServiceOctet(_ octet: UInt8) -> Bool {
    (0x61...0x7A).contains(octet) || (0x30...0x39).contains(octet) || octet == 0x2D || octet == 0x5F
  }

  private static func isLeader(_ label: ArraySlice<UInt8>) -> Bool { label.elementsEqual("leader".utf8) }

  /// An address with hyphens between its four numbers or eight groups.
  private static func isHost(_ label: ArraySlice<UInt8>) -> Bool {
    let parts = label.split(separator: 0x2D, omittingEmptySubsequences: false)
    return (parts.count == 4 || parts.count == 8) && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isHexDigit) }
  }

  private static func isHexDigit(_ octet: UInt8) -> Bool {
    (0x61...0x66).contains(octet) || (0x30...0x39).contains(octet)
  }
}
