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
  /// A name that no service can give a meaning.
  case nothing

  /// The subject of a name with `depth` labels in front of the origin, which is at least one.
  init(_ name: borrowing QuestionName, depth: Int) {
    switch depth {
    case 1: self = .service
    case 2: self = name.withLabel(0) { $0.isLeader ? .leader : HostLabel.address($0) != nil ? .host : .nothing }
    default: self = .nothing
    }
  }
}

extension RawSpan {
  /// Whether a label in lower case is `leader`.
  fileprivate var isLeader: Bool {
    byteCount == 6 && uint32(at: 0) == 0x6C65_6164 && uint16(at: 4) == 0x6572
  }

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
