internal import Discovery
internal import DNSWire
internal import ServiceIndex

/// From a question to the records of its name, and on along aliases: RFC 1034 section 4.3.2.
extension Responder {
  /// As many aliases are followed for one question: more than people chain, few enough to stay small.
  static let maximumAliases = 8

  /// What has become of a name.
  enum Step {
    case done
    /// Its service is not watched yet.
    case waits
    /// It is an alias of a name that stands in the answer, where ``AnswerEncoder/nameOffset`` says.
    case alias
  }

  /// What has become of a question.
  enum Progress {
    case done
    /// A service is not watched yet.
    case waits
    /// Upstream resolvers are to be asked.
    case relays
  }

  /// Adds what the question's name has, and what each name has that an alias leads to. One that leads out of our zones is relayed;
  /// where it may not be, the client has to go on with it.
  mutating func resolve(
    in zone: ServedZone, _ final: Bool, _ encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) -> Progress {
    encoder.isAuthoritative = true
    (encoder.countedAt, encoder.origin) = (zone.countedAt, .static)
    var step = add(query.name, in: zone, final, to: &encoder, &output)
    var aliases = 0
    while case .alias = step {
      aliases += 1
      guard aliases <= Self.maximumAliases else {
        encoder.fail(.other, .aliases)
        return .done
      }
      guard (try? target.read(output.bytes, from: encoder.nameOffset)) != nil else { return .done }
      guard let zone = unsafe zones.value.closest(to: target, for: query.type) else {
        relaysTarget = true
        return mayRelay ? .relays : .done
      }
      step = zone.use { add(target, in: $0, final, to: &encoder, &output) }
    }
    guard case .waits = step else { return .done }
    let isTarget = aliases > 0
    let awaitedIn = isTarget ? unsafe zones.value.closest(to: target, for: query.type) : unsafe ZoneInHand(zone)
    awaited = awaitedIn?.use { zone in (isTarget ? subject(target, zone) : subject(query.name, zone), isTarget) }
    return .waits
  }

  private func subject(_ name: borrowing QuestionName, _ zone: ServedZone) -> Subject {
    Subject(name, depth: name.labelCount - zone.originLabelCount)
  }

  /// Adds what the zone and the services have at a name.
  private func add(
    _ name: borrowing QuestionName, in zone: ServedZone, _ final: Bool, to encoder: inout AnswerEncoder,
    _ output: inout MutableRawSpan
  ) -> Step {
    let depth = name.labelCount - zone.originLabelCount
    if zone.hasCuts, depth > 0, let cut = zone.cut(name, depth: depth) {
      return add(cut, name, depth, in: zone, to: &encoder, &output)
    }
    if zone.hasRedirections, let redirection = zone.redirection(name, depth: depth) {
      return encoder.writeRedirection(redirection.record, label: redirection.label, name, query.type, to: &output)
    }
    guard depth > 0 else { return add(zone.node(name)?.rrset(query.type), name, in: zone, to: &encoder, &output) }
    guard !zone.isStatic else { return addStatic(name, in: zone, to: &encoder, &output) }
    guard zone.reverseFamily == nil else { return addHost(name, depth, in: zone, to: &encoder, &output) }
    return addDiscovered(name, depth, in: zone, final, to: &encoder, &output)
  }

  /// Adds a referral to the servers of a zone cut (RFC 1034 section 4.3.2, step 3b), or the DS records that stand on our side of it.
  private func add(
    _ cut: (delegation: StaticRRset, label: Int), _ name: borrowing QuestionName, _ depth: Int, in zone: ServedZone,
    to encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) -> Step {
    guard cut.label == 0 && query.type == .ds else {
      encoder.isAuthoritative = encoder.answerCount > 0
      let owner = encoder.nameOffset + name.offset(ofLabel: cut.label)
      let question = Question(name, at: encoder.nameOffset, depth: depth, nil)
      encoder.writeReferral(cut.delegation, ownerOffset: owner, in: zone, question, to: &output)
      return .done
    }
    return add(zone.node(name)?.rrset(.ds), name, in: zone, to: &encoder, &output)
  }

  /// Adds records of the zone file, or that there are none of the type.
  private func add(
    _ rrset: StaticRRset?, _ name: borrowing QuestionName, in zone: ServedZone, to encoder: inout AnswerEncoder,
    _ output: inout MutableRawSpan
  ) -> Step {
    let question = Question(name, at: encoder.nameOffset, depth: name.labelCount - zone.originLabelCount, nil)
    return encode(rrset.map(Answer.fileRecords) ?? .noData, question, in: zone, to: &encoder, &output)
  }

  /// Adds what a zone without services has at a name.
  private func addStatic(
    _ name: borrowing QuestionName, in zone: ServedZone, to encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) -> Step {
    let question = Question(name, at: encoder.nameOffset, depth: name.labelCount - zone.originLabelCount, nil)
    return encode(zone.fileAnswer(name, query.type), question, in: zone, to: &encoder, &output)
  }

  /// Adds what the zone file has at a name, or the service that the name means.
  private func addDiscovered(
    _ name: borrowing QuestionName, _ depth: Int, in zone: ServedZone, _ final: Bool,
    to encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) -> Step {
    let subject = Subject(name, depth: depth)
    let decision = Decision(type: query.type, subject: subject, node: zone.node(name))
    let question = Question(name, at: encoder.nameOffset, depth: depth, subject)
    let ownAnswer = decision.withoutServices() ?? (subject.isOfService ? nil : decision.withoutMeaning(name, in: zone))
    if let ownAnswer { return encode(ownAnswer, question, in: zone, to: &encoder, &output) }
    return subject.withServiceName(name) { label in
      let step = reader.withService(label) { service -> Step? in
        // A name that a search list has lengthened must neither wait nor keep a watch.
        let presence = service.presence
        guard presence == .known || !zones.value.hasSearchSuffix(name, depth: depth) else { return nil }
        service.noteAsked()
        return encode(
          decision.from(service, presence, name, in: zone, final: final), of: service, question, in: zone, to: &encoder,
          &output)
      }
      if let step = step ?? nil { return step }
      let answer =
        zones.value.hasSearchSuffix(name, depth: depth)
        ? decision.withoutMeaning(name, in: zone)
        : decision.withoutService(
          name, in: zone, others: reader.others, canBeWatched: label.isWatchableName, final: final)
      return encode(answer, question, in: zone, to: &encoder, &output)
    }
  }
}
