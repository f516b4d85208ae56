internal import Discovery
internal import DNSWire
internal import ServiceIndex

/// Decides what a question in a zone is answered: the zone file first, then the services.
struct Decision {
  let zone: ServedZone
  let type: RecordType
  let subject: Subject
  /// Labels of the name in front of the origin.
  let depth: Int
  /// What the zone file has at the name.
  let node: StaticNode?

  /// The answer where the zone file alone decides.
  func fromFile() -> Answer? {
    if let rrset = node?.rrset(type) { return .fileRecords(rrset) }
    // Addresses of the file replace those of both families, so that half of them can't be discovered ones.
    if let node, node.hasAddresses, type == .a || type == .aaaa { return .noData }
    switch subject {
    // Whether a wildcard stands for the name depends on the service that it would be beneath.
    case .nothing: return zone.hasWildcards ? nil : absent
    case .protocolLabel: return .noData
    default: return nil
    }
  }

  /// The answer out of a service that is published, or of a wildcard where neither it nor the file has the name.
  func from(_ service: borrowing PublishedService, _ name: borrowing QuestionName) -> Answer {
    synthesized(answer(from: service, name), name, isServiceKnown: service.presence == .known)
  }

  private func answer(from service: borrowing PublishedService, _ name: borrowing QuestionName) -> Answer {
    switch service.presence {
    case .unknown: return absent
    case .unavailable: return .notReady
    case .known: break
    }
    switch subject {
    case .service: return all(service)
    case .leader: return leader(service)
    case .host: return host(service, name)
    case .serviceOver(let udp): return type == .srv && service.has(udp: udp) ? .instancesOver(udp: udp) : .noData
    case .nothing, .protocolLabel: return absent
    }
  }

  /// The answer where nothing is published about the service: what `others` are, or else it has to be watched first, if it
  /// can be.
  func withoutService(
    _ name: borrowing QuestionName, others: Service.Presence?, canBeWatched: Bool, final: Bool
  ) -> Answer {
    if node?.hasAddresses != true {
      switch others {
      case .unavailable: return .notReady
      case nil where canBeWatched: return final ? .notReady : .waits
      case .known, .unknown, nil: break
      }
    }
    return synthesized(absent, name, isServiceKnown: false)
  }

  /// The answer of the closest encloser's wildcard in the place of a name error, RFC 4592 section 3.3; any other stays.
  private func synthesized(_ answer: Answer, _ name: borrowing QuestionName, isServiceKnown: Bool) -> Answer {
    guard case .nameError = answer else { return answer }
    let existing = subject.firstExistingLabel(depth: depth, isServiceKnown: isServiceKnown)
    guard let wildcard = zone.wildcard(name, firstExisting: existing) else { return answer }
    return wildcard.rrset(type).map(Answer.fileRecords) ?? .noData
  }

  /// A name of the file exists even where no service does.
  private var absent: Answer { node == nil ? .nameError : .noData }

  private func all(_ service: borrowing PublishedService) -> Answer {
    switch type {
    case .srv: service.srvCount > 0 ? .instances(leaderAlone: false) : .noData
    case .a where service.addressCount(.ipv4) > 0, .any where service.addressCount(.ipv4) > 0: .addresses(.ipv4)
    case .aaaa where service.addressCount(.ipv6) > 0, .any where service.addressCount(.ipv6) > 0: .addresses(.ipv6)
    default: .noData
    }
  }

  private func leader(_ service: borrowing PublishedService) -> Answer {
    switch (type, service.leaderFamily) {
    case (.srv, _) where service.leaderHasPort && service.srvCount > 0: .instances(leaderAlone: true)
    case (.a, .ipv4), (.any, .ipv4): .address(.ipv4, index: 0, isLeader: true)
    case (.aaaa, .ipv6), (.any, .ipv6): .address(.ipv6, index: 0, isLeader: true)
    default: .noData
    }
  }

  private func host(_ service: borrowing PublishedService, _ name: borrowing QuestionName) -> Answer {
    let address = name.withLabel(0) { HostLabel.address($0) }
    guard let address, let index = service.index(of: address) else { return absent }
    switch (type, address) {
    case (.a, .ipv4), (.any, .ipv4): return .address(.ipv4, index: index, isLeader: false)
    case (.aaaa, .ipv6), (.any, .ipv6): return .address(.ipv6, index: index, isLeader: false)
    default: return .noData
    }
  }
}

extension PublishedService {
  /// Whether an instance with an SRV record is reached over UDP, or over TCP.
  fileprivate func has(udp: Bool) -> Bool {
    for index in 0..<srvCount where srv(index).isUDP == udp { return true }
    return false
  }
}
