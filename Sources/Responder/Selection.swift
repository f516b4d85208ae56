internal import DNSWire
internal import ServiceIndex

/// What the labels in front of a service's name pick of its instances.
enum Selection {
  /// Some instances: all, those of a tag, or those of attributes.
  case instances(Subset)
  /// The leader of some instances.
  case leader(Subset)
  /// The instances of one address.
  case host(PublishedAddress)
  /// A name with others beneath it, or one that picks nothing.
  case nothing
  /// No such name.
  case absent

  /// What the first `count` labels of a name pick of the service behind them. Where one name could be several things, the order is:
  /// leader, host, tag, attribute.
  init(_ name: borrowing QuestionName, count: Int, of service: borrowing PublishedService) {
    let startsWithLeader = count > 0 && name.hasLabel(0, "leader")
    switch count {
    case 0: self = .instances(Subset())
    case 1 where startsWithLeader: self = .leader(Subset())
    case 1: self = Self.single(name, service)
    case 2 where startsWithLeader: self = Self.leaderOfTag(name, service) ?? Self.filtered(name, 0..<2, service)
    case _ where count % 2 == 0: self = Self.filtered(name, 0..<count, service)
    default: self = Self.inFront(name, Self.filtered(name, 1..<count, service), startsWithLeader, service)
    }
  }

  /// `HOST.S.Z`, `TAG.S.Z` and `KEY.S.Z`.
  private static func single(_ name: borrowing QuestionName, _ service: borrowing PublishedService) -> Selection {
    if let address = name.withLabel(0, { HostLabel.address($0) }), let host = service.place(of: address) {
      return .host(host)
    }
    if let tag = name.withLabels(0..<1, { service.term(.tag, $0) }) { return .instances(Subset(tag, of: service)) }
    return isKey(name, 0, service) ? .nothing : .absent
  }

  /// `leader.TAG.S.Z`.
  private static func leaderOfTag(
    _ name: borrowing QuestionName, _ service: borrowing PublishedService
  ) -> Selection? {
    name.withLabels(1..<2) { service.term(.tag, $0) }.map { .leader(Subset($0, of: service)) }
  }

  /// `VALUE.KEY.S.Z`, whose labels repeat. A value that no instance has picks nothing, a key that none has is no name.
  private static func filtered(
    _ name: borrowing QuestionName, _ labels: Range<Int>, _ service: borrowing PublishedService
  ) -> Selection {
    guard labels.count / 2 <= Subset.maximumTerms else { return .absent }
    var subset = Subset()
    var isEmpty = false
    for value in stride(from: labels.lowerBound, to: labels.upperBound, by: 2) {
      if let term = name.withLabels(value..<(value + 2), { service.term(.attribute, $0) }) {
        subset.restrict(to: term, of: service)
      } else {
        guard isKey(name, value + 1, service) else { return .absent }
        isEmpty = true
      }
    }
    return isEmpty ? .nothing : .instances(subset)
  }

  /// One label more in front of attributes: their instances' leader, or one more key.
  private static func inFront(
    _ name: borrowing QuestionName, _ selection: Selection, _ startsWithLeader: Bool,
    _ service: borrowing PublishedService
  ) -> Selection {
    switch selection {
    case .instances(let subset) where startsWithLeader: .leader(subset)
    case .instances, .nothing: startsWithLeader || isKey(name, 0, service) ? .nothing : .absent
    default: .absent
    }
  }

  private static func isKey(
    _ name: borrowing QuestionName, _ label: Int, _ service: borrowing PublishedService
  ) -> Bool {
    name.withLabels(label..<(label + 1)) { service.term(.key, $0) } != nil
  }
}
