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

  /// What some labels of a name pick of the service whose name is behind them. Where one name could be several things, the order is:
  /// leader, host, tag, attribute.
  init(_ name: borrowing QuestionName, _ labels: Range<Int>, of service: borrowing PublishedService) {
    let first = labels.lowerBound
    let startsWithLeader = !labels.isEmpty && name.hasLabel(first, "leader")
    switch labels.count {
    case 0: self = .instances(Subset())
    case 1 where startsWithLeader: self = .leader(Subset())
    case 1: self = Self.single(name, first, service)
    case 2 where startsWithLeader:
      self = Self.leaderOfTag(name, first + 1, service) ?? Self.filtered(name, labels, service)
    case _ where labels.count % 2 == 0: self = Self.filtered(name, labels, service)
    default: self = Self.inFront(name, labels, startsWithLeader, service)
    }
  }

  /// Whether there is such a name.
  var exists: Bool { if case .absent = self { false } else { true } }

  /// `HOST.S.Z`, `TAG.S.Z` and `KEY.S.Z`.
  private static func single(
    _ name: borrowing QuestionName, _ label: Int, _ service: borrowing PublishedService
  ) -> Selection {
    if let address = name.withLabel(label, { HostLabel.address($0) }), let host = service.place(of: address) {
      return .host(host)
    }
    return tag(name, label, service).map { .instances($0) } ?? (isKey(name, label, service) ? .nothing : .absent)
  }

  /// `leader.TAG.S.Z`.
  private static func leaderOfTag(
    _ name: borrowing QuestionName, _ label: Int, _ service: borrowing PublishedService
  ) -> Selection? {
    tag(name, label, service).map { .leader($0) }
  }

  private static func tag(
    _ name: borrowing QuestionName, _ label: Int, _ service: borrowing PublishedService
  ) -> Subset? {
    name.withLabels(label..<(label + 1)) { service.term(.tag, $0) }.map { Subset($0, of: service) }
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
    _ name: borrowing QuestionName, _ labels: Range<Int>, _ startsWithLeader: Bool,
    _ service: borrowing PublishedService
  ) -> Selection {
    switch filtered(name, labels.dropFirst(), service) {
    case .instances(let subset) where startsWithLeader: .leader(subset)
    case .instances, .nothing: startsWithLeader || isKey(name, labels.lowerBound, service) ? .nothing : .absent
    default: .absent
    }
  }

  private static func isKey(
    _ name: borrowing QuestionName, _ label: Int, _ service: borrowing PublishedService
  ) -> Bool {
    name.withLabels(label..<(label + 1)) { service.term(.key, $0) } != nil
  }
}
