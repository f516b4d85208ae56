internal import DNSWire
internal import ServiceIndex

/// From an answer decided to an answer encoded.
extension Responder {
  /// Encodes an answer for which no service is needed.
  func encode(
    _ answer: Answer, in zone: ServedZone, _ message: RawSpan, _ transport: Transport, _ output: inout MutableRawSpan
  ) -> Outcome {
    if case .waits = answer { return .waits }
    let error: ExtendedError? = if case .notReady = answer { .notReady } else { nil }
    var encoder = makeEncoder(message, transport, error: error, &output)
    let question = Question(query.name, in: zone)
    encoder.isAuthoritative = true
    switch answer {
    case .fileRecords(let rrset):
      if rrset.type == .soa { encoder.serial = reader.serial }
      encoder.writeAnswer(rrset, in: zone, question, to: &output)
    case .nameError: writeNegative(zone, question, .nxDomain, &encoder, &output)
    case .notReady:
      encoder.code = .servFail
      encoder.isAuthoritative = false
    default: writeNegative(zone, question, .noError, &encoder, &output)
    }
    return .answer(length: encoder.finish(&output))
  }

  private func writeNegative(
    _ zone: ServedZone, _ question: Question, _ code: ResponseCode, _ encoder: inout AnswerEncoder,
    _ output: inout MutableRawSpan
  ) {
    encoder.serial = reader.serial
    encoder.writeNegative(zone, question, code: code, to: &output)
  }

  /// Encodes a referral to the servers of a zone cut, which the name reaches with `label`: RFC 1034 section 4.3.2, step 3b.
  func encodeReferral(
    _ delegation: StaticRRset, label: Int, in zone: ServedZone, _ message: RawSpan, _ transport: Transport,
    _ output: inout MutableRawSpan
  ) -> Outcome {
    var encoder = makeEncoder(message, transport, error: nil, &output)
    let owner = Header.length + query.name.offset(ofLabel: label)
    encoder.writeReferral(delegation, ownerOffset: owner, in: zone, Question(query.name, in: zone), to: &output)
    return .answer(length: encoder.finish(&output))
  }

  /// Encodes an answer out of a service.
  func encode(
    _ answer: Answer, of service: borrowing PublishedService, in zone: ServedZone, _ message: RawSpan,
    _ transport: Transport, _ output: inout MutableRawSpan
  ) -> Outcome {
    let isStale = reader.isStale(service.sources)
    let ttl = isStale ? min(zone.discoveredTTL, Self.maximumStaleTTL) : zone.discoveredTTL
    var encoder = makeEncoder(message, transport, error: isStale ? .staleAnswer : nil, &output)
    encoder.isAuthoritative = true
    switch answer {
    case .addresses(let family): encoder.writeAddresses(family, of: service, ttl: ttl, to: &output)
    case .address(let family, let index, let isLeader):
      let ttl = isLeader ? min(ttl, Self.maximumLeaderTTL) : ttl
      encoder.writeAddress(family, index, of: service, ttl: ttl, to: &output)
    case .instances(let leaderAlone):
      let owner = ServiceOwner(Question(query.name, in: zone), isUnderscored: false)
      encoder.writeInstances(
        leaderAlone ? 1 : service.srvCount, overUDP: nil, of: service, owner,
        ttl: leaderAlone ? min(ttl, Self.maximumLeaderTTL) : ttl, addressTTL: ttl, message: message, to: &output)
    case .instancesOver(let udp):
      let owner = ServiceOwner(Question(query.name, in: zone), isUnderscored: true)
      encoder.writeInstances(
        service.srvCount, overUDP: udp, of: service, owner, ttl: ttl, addressTTL: ttl, message: message, to: &output)
    default: return encode(answer, in: zone, message, transport, &output)
    }
    return .answer(length: encoder.finish(&output))
  }
}
