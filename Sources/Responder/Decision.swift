internal import Discovery
internal import DNSWire
internal import ServiceIndex

/// Decides what a question in a zone is answered: the zone file first, then the services.
struct Decision {
  let type: RecordType
  let subject: Subject
  /// What the zone file has at the name.
  let node: StaticNode?

  /// The answer where no service has to be looked at.
  func withoutServices() -> Answer? {
    if let rrset = node?.rrset(type) { return .fileRecords(rrset) }
    // What is beneath a redirection are aliases, which no SRV record may lead to: services are hidden there.
    if node?.redirection != nil { return .noData }
    // Addresses of the file replace those of both families, so that half of them can't be discovered ones.
    if let node, node.hasAddresses, isAddress { return .noData }
    switch subject.kind {
    case .emptyNonTerminal: return .noData
    case .serviceTypes: return type == .ptr || type == .any ? .serviceTypes : .noData
    case .information: return type == .txt || type == .any ? .information : .noData
    case .nothing: return nil
    case .service, .serviceOver, .instance: return nil
    }
  }

  var isAddress: Bool { type == .a || type == .aaaa }

  /// The answer where the name is none that a service could have.
  func withoutMeaning(_ name: borrowing QuestionName, in zone: ServedZone) -> Answer { absent(name, in: zone) }

  /// The answer out of a service that is published, or of a wildcard where neither it nor the file has the name.
  func from(
    _ service: borrowing PublishedService, _ presence: Service.Presence, _ name: borrowing QuestionName,
    in zone: ServedZone, final: Bool
  ) -> Answer {
    if presence == .awaited { return final ? .notReady : .waits }
    let answer = answer(from: service, presence, name)
    switch answer {
    case .noAddresses(.awaited), .unresolved(.awaited): return final ? answer : .waits
    case .nameError where zone.hasWildcards:
      return absent(name, in: zone, firstExisting: firstExistingLabel(name, service))
    default: return answer
    }
  }

  @inline(__always) private func answer(
    from service: borrowing PublishedService, _ presence: Service.Presence, _ name: borrowing QuestionName
  ) -> Answer {
    switch presence {
    case .unknown: return absent
    case .unavailable, .awaited: return .notReady
    case .known: break
    }
    switch subject.kind {
    case .serviceOver(let transport): return all(of: service, over: transport, name)
    case .instance(let transport):
      return name.withLabel(0) { service.srvIndex(named: $0, over: transport) }.map { instance(service.srv($0)) }
        ?? absent
    default: return answer(of: Selection(name, 0..<subject.serviceLabel, of: service), service)
    }
  }

  @inline(__always) private func answer(of selection: Selection, _ service: borrowing PublishedService) -> Answer {
    switch selection {
    case .instances(let subset): some(subset, service)
    case .leader(let subset): leader(subset, service)
    case .host(let address): self.address(address, isLeader: false)
    case .nothing: .noData
    case .absent: absent
    }
  }

  /// The answer where nothing is published about the service: what `others` are, or else it has to be watched first, if it
  /// can be.
  func withoutService(
    _ name: borrowing QuestionName, in zone: ServedZone, others: Service.Presence?,
    canBeWatched: @autoclosure () -> Bool, final: Bool
  ) -> Answer {
    if node?.hasAddresses != true {
      switch others {
      case .unavailable: return .notReady
      case nil where canBeWatched(): return final ? .notReady : .waits
      case .known, .unknown, .awaited, nil: break
      }
    }
    return absent(name, in: zone)
  }

  /// The answer where no service gives the name: what the closest encloser's wildcard has, RFC 4592 section 3.3, unless the name is one of
  /// the file.
  private func absent(
    _ name: borrowing QuestionName, in zone: ServedZone, firstExisting: Int? = nil
  ) -> Answer {
    guard node == nil, zone.hasWildcards else { return absent }
    let existing = firstExisting ?? subject.firstExistingLabel(isServiceKnown: false)
    guard let wildcard = zone.wildcard(name, firstExisting: existing) else { return absent }
    return wildcard.rrset(type).map(Answer.fileRecords) ?? .noData
  }

  /// The first label from which on the name is one that a service gives: no wildcard further up stands for what is beneath.
  private func firstExistingLabel(_ name: borrowing QuestionName, _ service: borrowing PublishedService) -> Int {
    let isKnown = service.presence == .known
    let common = subject.firstExistingLabel(isServiceKnown: isKnown)
    guard isKnown, subject.kind == .service else { return common }
    for label in stride(from: 1, to: common, by: 1)
    where Selection(name, label..<common, of: service).exists { return label }
    return common
  }

  /// A name of the file exists even where no service does.
  private var absent: Answer { node == nil ? .nameError : .noData }

  /// The answer at `_S._P.Z`.
  private func all(
    of service: borrowing PublishedService, over transport: ServiceTransport, _ name: borrowing QuestionName
  ) -> Answer {
    guard service.has(transport) else { return .noData }
    var subset = Subset()
    if service.has(.tcp), service.has(.udp) {
      guard let term = name.withLabels(1..<2, { service.term(.transport, $0) }) else { return .noData }
      subset.restrict(to: term, of: service)
    }
    if type == .srv || type == .any { return .instances(subset) }
    return type == .ptr && service.recordCount(of: subset, namedOnly: true, upTo: 1) > 0
      ? .instanceNames(subset) : .noData
  }

  /// The answer at an instance's own name.
  private func instance(_ srv: PublishedSRV) -> Answer {
    type == .srv || type == .any ? .instance(srv) : type == .txt ? .text(srv) : .noData
  }
}
