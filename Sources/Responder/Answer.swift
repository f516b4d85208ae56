internal import DNSWire
internal import ServiceIndex

/// What is to be answered, before it is encoded.
enum Answer {
  /// An RRset of the zone file.
  case fileRecords(StaticRRset)
  /// All addresses of a family that the service has, rotated.
  case addresses(AddressFamily)
  /// One address, by its place in its family's list; the leader's may be kept but shortly.
  case address(AddressFamily, index: Int, isLeader: Bool)
  /// The SRV records of all instances, or the leader's alone.
  case instances(leaderAlone: Bool)
  /// The SRV records of the instances that are reached over UDP, or over TCP.
  case instancesOver(udp: Bool)
  /// The name exists, without records of this type (RFC 2308 section 2.2).
  case noData
  /// The name does not exist (RFC 2308 section 2.1).
  case nameError
  /// Nobody can be asked whether there is such a service: SERVFAIL with Extended DNS Error 14.
  case notReady
  /// Has to wait until the service is watched.
  case waits
}

/// What a name below a zone's apex asks for, by its labels: the design of names that Doyen serves.
enum Subject: Equatable {
  /// `S.Z`.
  case service
  /// `leader.S.Z`.
  case leader
  /// `HOST.S.Z`; whether there is such an instance is another matter.
  case host
  /// `_S._tcp.Z` and `_S._udp.Z`, RFC 2782.
  case serviceOver(udp: Bool)
  /// `_tcp.Z` and `_udp.Z`, which exist without records.
  case protocolLabel
  /// A name that no service can give a meaning.
  case nothing

  /// The subject of a name with `depth` labels in front of the origin, which is at least one.
  init(_ name: borrowing QuestionName, depth: Int) {
    switch depth {
    case 1: self = name.withLabel(0) { $0.transport } == nil ? .service : .protocolLabel
    case 2:
      if let transport = name.withLabel(1, { $0.transport }) {
        self = name.withLabel(0) { $0.isUnderscored } ? .serviceOver(udp: transport == .udp) : .nothing
      } else {
        self = name.withLabel(0) { $0.isLeader ? .leader : HostLabel.address($0) != nil ? .host : .nothing }
      }
    default: self = .nothing
    }
  }

  /// The first label from which on a name exists for certain, also where the zone file says nothing of it: a service that is known,
  /// a protocol's label, or the origin. The name has `depth` labels in front of the origin.
  func firstExistingLabel(depth: Int, isServiceKnown: Bool) -> Int {
    switch self {
    case .serviceOver, .protocolLabel: depth - 1
    case .service, .leader, .host, .nothing: isServiceKnown ? depth - 1 : depth
    }
  }

  /// Lends the label that names the service, of a name with `depth` labels in front of the origin.
  func withServiceLabel<Result>(
    _ name: borrowing QuestionName, depth: Int, _ body: (RawSpan) -> Result
  ) -> Result {
    guard case .serviceOver = self else { return name.withLabel(depth - 1, body) }
    return name.withLabel(0) { body($0.extracting(1..<$0.byteCount)) }
  }
}

/// The protocols of RFC 2782 that services can have.
private enum ServiceTransport {
  case tcp, udp
}

extension RawSpan {
  /// Whether a label in lower case is `leader`.
  fileprivate var isLeader: Bool {
    byteCount == 6 && uint32(at: 0) == 0x6C65_6164 && uint16(at: 4) == 0x6572
  }

  /// The protocol that a label in lower case names.
  fileprivate var transport: ServiceTransport? {
    guard byteCount == 4 else { return nil }
    return uint32(at: 0) == 0x5F74_6370 ? .tcp : uint32(at: 0) == 0x5F75_6470 ? .udp : nil
  }

  /// Whether a label has the underscore of RFC 2782 in front of a service's name.
  fileprivate var isUnderscored: Bool { byteCount > 1 && octet(at: 0) == 0x5F }

  /// Whether a label in lower case can be a service that is watched because it was asked for.
  var isWatchableName: Bool {
    for offset in 0..<byteCount {
      switch octet(at: offset) {
      case 0x61...0x7A, 0x30...0x39, 0x2D: continue
      default: return false
      }
    }
    return byteCount > 0
  }
}
