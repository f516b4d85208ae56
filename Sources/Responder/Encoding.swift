internal import DNSWire
internal import ServiceIndex

/// From an answer decided to an answer encoded.
extension Responder {
  /// Encodes an answer for which no service is needed, or that there is none out of one that may be stale.
  func encode(
    _ answer: Answer, _ question: Question, in zone: ServedZone, isStale: Bool = false,
    to encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) -> Step {
    switch answer {
    case .waits: return .waits
    case .notReady: encoder.fail(.notReady, .notReady)
    case .fileRecords(let rrset):
      if rrset.type == .soa { encoder.serial = reader.serial }
      encoder.writeAnswer(rrset, in: zone, question, to: &output)
      return rrset.type == .cname && query.type != .cname && query.type != .any ? encoder.followAlias(rrset) : .done
    case .unresolved(let hostNames): encoder.fail(.noReachableAuthority, ErrorText(hostNames))
    case .serviceTypes: writeServiceTypes(zone, question, &encoder, &output)
    case .information: writeInformation(&encoder, &output)
    case .nameError: writeNegative(zone, question, .nxDomain, isStale, &encoder, &output)
    case .noAddresses(let hostNames):
      encoder.explain(.other, ErrorText(hostNames))
      writeNegative(zone, question, .noError, isStale, isShort: hostNames != .unasked, &encoder, &output)
    default: writeNegative(zone, question, .noError, isStale, &encoder, &output)
    }
    return .done
  }

  /// Encodes an answer out of a service.
  func encode(
    _ answer: Answer, of service: borrowing PublishedService, _ question: Question, in zone: ServedZone,
    to encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) -> Step {
    let isStale = reader.isStale(service.sources)
    encoder.origin = isStale ? .stale : .live
    guard answer.isOfInstances else {
      return encode(answer, question, in: zone, isStale: isStale, to: &encoder, &output)
    }
    let ttl = timeToLive(in: zone, isStale, &encoder)
    let leaderTTL = min(ttl, Self.maximumLeaderTTL)
    let hostTTL = min(ttl, service.hostTTL)
    switch answer {
    case .addresses(let family, let subset, let count):
      encoder.writeAddresses(family, of: subset, count: count, in: service, ttl: hostTTL, to: &output)
    case .address(let address, let isLeader):
      encoder.writeAddress(address, of: service, ttl: isLeader ? leaderTTL : ttl, to: &output)
    case .leaderAddresses(let family, let host):
      encoder.writeAddresses(family, of: host, in: service, ttl: min(leaderTTL, hostTTL), to: &output)
    case .instances(let subset): encoder.writeInstances(subset, of: service, question, ttl: ttl, to: &output)
    case .leader(let srv):
      encoder.writeInstance(srv, of: service, question, ttl: leaderTTL, addressTTL: ttl, to: &output)
    case .instance(let srv):
      encoder.writeInstance(
        service.withAddress(srv), of: service, question, ttl: ttl, addressTTL: ttl, to: &output)
    case .instanceNames(let subset): encoder.writeInstanceNames(subset, of: service, question, ttl: ttl, to: &output)
    case .text(let srv):
      let hasRoom = encoder.writeText(srv, at: encoder.nameOffset, of: service, ttl: ttl, to: &output)
      if hasRoom { encoder.answerCount += 1 } else { encoder.noteMissing(0, of: 1) }
    default: break
    }
    return .done
  }

  /// Seconds that a discovered answer may be kept, and that it is stale, if it is.
  func timeToLive(in zone: ServedZone, _ isStale: Bool, _ encoder: inout AnswerEncoder) -> UInt32 {
    encoder.origin = isStale ? .stale : .live
    guard isStale else { return zone.discoveredTTL }
    encoder.explain(.staleAnswer, .stale)
    return min(zone.discoveredTTL, Self.maximumStaleTTL)
  }

  private func writeNegative(
    _ zone: ServedZone, _ question: Question, _ code: ResponseCode, _ isStale: Bool, isShort: Bool = false,
    _ encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) {
    if isStale { encoder.explain(.staleAnswer, .stale) }
    encoder.serial = reader.serial
    let ttl = isStale || isShort ? min(zone.negativeTTL, Self.maximumStaleTTL) : zone.negativeTTL
    encoder.writeNegative(zone, question, code: code, ttl: ttl, to: &output)
  }

  private func writeInformation(_ encoder: inout AnswerEncoder, _ output: inout MutableRawSpan) {
    let record = InformationRecord(
      identity: identity, services: reader.serviceCount, age: reader.secondsSinceChange,
      attributesLeftOut: reader.attributesLeftOut, gone: reader.goneSources)
    encoder.writeInformation(record, to: &output)
  }

  /// Writes the types of all services: of each protocol that has instances, TCP's where none has.
  private func writeServiceTypes(
    _ zone: ServedZone, _ question: Question, _ encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) {
    var hasRoom = true
    let ttl = timeToLive(in: zone, !reader.goneSources.isEmpty, &encoder)
    let before = Int(encoder.answerCount)
    reader.forEachService { service in
      if service.has(.tcp) || !service.has(.udp) {
        hasRoom = encoder.writeServiceType(service, over: .tcp, question, ttl: ttl, to: &output)
      }
      if hasRoom, service.has(.udp) {
        hasRoom = encoder.writeServiceType(service, over: .udp, question, ttl: ttl, to: &output)
      }
      return hasRoom
    }
    let written = Int(encoder.answerCount) - before
    // A service of both protocols has two types, so there may be more of them than services.
    if !hasRoom { encoder.noteMissing(written, of: max(reader.serviceCount, written + 1)) }
    if hasRoom, written == 0 { writeNegative(zone, question, .noError, false, &encoder, &output) }
  }
}
