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
    let answer = zone.hostAnswer(name, query.type) { reader.withHost($0) { _ in true } ?? false }
    guard case .hostName(let address) = answer, let hostZone = currentZones.hostZone else {
      return encode(answer, question, in: zone, to: &encoder, &output)
    }
    reader.withHost(address) { host in
      let isStale = host.withServiceName { reader.withService($0) { reader.isStale($0.sources) } } ?? false
      let ttl = timeToLive(in: zone, isStale, &encoder)
      hostZone.origin.wire.withOctets { encoder.writeHostName(host, origin: $0, ttl: ttl, to: &output) }
    }
    return .done
  }
}

extension ServedZone {
  /// What is answered at the name of an address: the file's records first, then whether the address is known.
  fileprivate func hostAnswer(
    _ name: borrowing QuestionName, _ type: RecordType, isKnown: (Address) -> Bool
  ) -> Answer {
    let node = node(name)
    if let rrset = node?.rrset(type) { return .fileRecords(rrset) }
    guard let reverseFamily else { return .noData }
    switch ReverseName(name, reverseFamily) {
    case .address(let address) where isKnown(address):
      return type == .ptr || type == .any ? .hostName(address) : .noData
    case .prefix: return .noData
    case .address, .nothing: break
    }
    guard node == nil else { return .noData }
    let wildcard = wildcard(name, firstExisting: name.labelCount - originLabelCount)
    return wildcard.map { $0.rrset(type).map(Answer.fileRecords) ?? .noData } ?? .nameError
  }
}
