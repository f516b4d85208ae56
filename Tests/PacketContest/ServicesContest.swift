package import Discovery

/// Shows services that a source has told of, asks for them, and holds the answers against the rules of all answers.
package struct ServicesContest: ~Copyable {
  private var world: World
  /// What was asked for last, and found right: most inputs say the same as the one before.
  private var known: [String: ServiceSet] = [:]

  /// A contest in a world of its own.
  package init() throws { world = try World() }

  /// As many services of a set are asked for, and as many instances of each are shown: whoever tells of more may tell them in turn.
  private static let (maximumServices, maximumInstances) = (3, 100)
  /// A, NS, PTR, TXT, AAAA, SRV and ANY.
  private static let types: [UInt16] = [1, 2, 12, 16, 28, 33, 255]
  /// Over UDP without and with EDNS, and over TCP.
  private static let ways: [Way] = [(false, nil), (false, 1232), (true, 512)]
  private typealias Way = (isOverTCP: Bool, payloadSize: UInt16?)
  private static let origin = "service.local"

  /// What is wrong with the answers about services; absent where nothing is.
  package mutating func complaint(about services: [String: ServiceSet]) -> String? {
    complaint(about: services) { contest, service in contest.complaint(about: service) }
  }

  /// The same, with the check of a service that is shown.
  mutating func complaint(
    about services: [String: ServiceSet], checking check: (inout ServicesContest, Service) -> String?
  ) -> String? {
    guard services != known else { return nil }
    for (name, set) in services.sorted(by: { $0.key < $1.key }).prefix(Self.maximumServices) {
      let service = Self.service(name, set)
      world.publish(.service(service))
      defer { world.publish(.forgotten(name: service.name)) }
      if let complaint = check(&self, service) { return "\(service.name): \(complaint)" }
    }
    known = services
    return nil
  }

  private mutating func complaint(about service: Service) -> String? {
    // Without a leader that has a port, no SRV record has the leader's priority.
    let hasLeader = service.hasLeader && service.instances.first?.endpoint.port != 0
    for (index, name) in Self.names(of: service).enumerated() {
      for type in Self.types {
        let way = Self.ways[(index + Int(type)) % Self.ways.count]
        if let complaint = complaint(aboutAsking: name, type, way, hasLeader) { return "type \(type): \(complaint)" }
      }
    }
    return nil
  }

  private static func service(_ name: String, _ set: ServiceSet) -> Service {
    Service(
      name: name.lowercased(), instances: Array(set.leaderFirst.prefix(maximumInstances)), hasLeader: set.leader != nil,
      presence: .known, sources: SourceMask(rank: 0))
  }

  /// Names that a service may have, in wire form; those that cannot be asked for are left out.
  private static func names(of service: Service) -> [[UInt8]] {
    let instance = service.instances.first
    let subset = (instance?.attributes.min { $0.key < $1.key }).map { [$0.value, $0.key] } ?? []
    let prefixes = [[], ["leader"], subset, instance?.tags.first.map { [$0] } ?? []]
    let plain = prefixes.map { $0 + [service.name] }
    let typed = ["_tcp", "_udp"].map { ["_" + service.name, $0] }
    return (plain + typed).compactMap { wire($0.map { Array($0.utf8) }) }
  }

  private static func wire(_ labels: [[UInt8]]) -> [UInt8]? {
    let wire = labels.flatMap { [UInt8(truncatingIfNeeded: $0.count)] + $0 } + Draft.wire(origin)
    return labels.allSatisfy { (1...63).contains($0.count) } && wire.count <= 255 ? wire : nil
  }

  private mutating func complaint(
    aboutAsking name: [UInt8], _ type: UInt16, _ way: Way, _ hasLeader: Bool
  ) -> String? {
    var draft = Draft(id: 0x1234, flags: 0x100, name: name, type: type)
    if let size = way.payloadSize { draft.sections[2] = [Draft.record(41, class: size, [])] }
    guard case .answer(let answer) = world.ask(draft.octets, isOverTCP: way.isOverTCP, isFinal: true) else {
      return "it is not answered"
    }
    let exchange = Exchange(
      packet: MessageShape(draft.octets), answer: answer, isOverTCP: way.isOverTCP, isQuery: true,
      hasServices: hasLeader)
    return exchange.brokenRule.map { "not true that the answer \($0): \(answer.hex)" }
  }
}
