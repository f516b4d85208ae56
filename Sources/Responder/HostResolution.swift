internal import Discovery
internal import DNSWire
internal import ServiceIndex

/// Names of addresses, in reverse zones.
extension Responder {
  /// Adds what the zone has at the name of an address: records of its file, or the name of the host.
  func addHost(
    _ name: borrowing QuestionName, _ depth: Int, in zone: ServedZone, to encoder: inout AnswerEncoder,
    _ output: inout MutableRawSpan
  ) -> Step {
    let question = Question(name, at: encoder.nameOffset, depth: depth, nil)
    switch zone.hostAnswer(name, query.type) {
    case .hostName(let address):
      if let step = addHost(at: address, question, in: zone, to: &encoder, &output) { return step }
      return encode(zone.withoutHost(name, query.type), question, in: zone, to: &encoder, &output)
    case let answer: return encode(answer, question, in: zone, to: &encoder, &output)
    }
  }

  /// Adds the name of an address's host, or that it has no records of another type; nothing where the address is not known.
  private func addHost(
    at address: Address, _ question: Question, in zone: ServedZone, to encoder: inout AnswerEncoder,
    _ output: inout MutableRawSpan
  ) -> Step? {
    guard let hostZone = zones.value.hostZone else { return nil }
    return reader.withHost(address) { host in
      guard query.type == .ptr || query.type == .any else {
        return encode(.noData, question, in: zone, to: &encoder, &output)
      }
      let isStale = host.withServiceName { reader.withService($0) { reader.isStale($0.sources) } } ?? false
      let ttl = timeToLive(in: zone, isStale, &encoder)
      hostZone.origin.wire.withOctets { encoder.writeHostName(host, origin: $0, ttl: ttl, to: &output) }
      return .done
    }
  }
}

extension ServedZone {
  /// What is answered out of the file alone.
  func fileAnswer(_ name: borrowing QuestionName, _ type: RecordType) -> Answer {
    node(name)?.rrset(type).map(Answer.fileRecords) ?? withoutHost(name, type)
  }

  /// What is answered at the name of an address: the file's records first, then what is known of the address.
  fileprivate func hostAnswer(_ name: borrowing QuestionName, _ type: RecordType) -> Answer {
    if let rrset = node(name)?.rrset(type) { return .fileRecords(rrset) }
    guard let reverseFamily else { return .noData }
    switch ReverseName(name, reverseFamily) {
    case .address(let address): return .hostName(address)
    case .prefix: return .noData
    case .nothing: return withoutHost(name, type)
    }
  }

  /// What is answered where no host is known: whether the file has the name, or a wildcard that stands for it.
  fileprivate func withoutHost(_ name: borrowing QuestionName, _ type: RecordType) -> Answer {
    guard node(name) == nil else { return .noData }
    let wildcard = wildcard(name, firstExisting: name.labelCount - originLabelCount)
    return wildcard.map { $0.rrset(type).map(Answer.fileRecords) ?? .noData } ?? .nameError
  }
}
