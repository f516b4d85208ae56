internal import DNSWire
internal import ServiceIndex

/// What a name below a zone's apex asks for, by its labels: the design of names that Doyen serves.
struct Subject: Equatable {
  let kind: Kind
  /// Labels of the name in front of the origin, at least one.
  let depth: Int

  enum Kind: Equatable {
    /// `S.Z`, and names beneath that pick some of its instances.
    case service
    /// `_S._P.Z`, RFC 2782.
    case serviceOver(ServiceTransport)
    /// `INSTANCE._S._P.Z`, RFC 6763 section 4.1.
    case instance(ServiceTransport)
    /// `_services._dns-sd._udp.Z`, RFC 6763 section 9.
    case serviceTypes
    /// `_tcp.Z`, `_udp.Z` and `_dns-sd._udp.Z`, which exist without records.
    case emptyNonTerminal
    /// `_info.Z`: what the server says about itself.
    case information
    /// A name beneath a protocol's label or `_info` that has no meaning.
    case nothing
  }

  /// The subject of a name with `depth` labels in front of the origin, which is at least one.
  init(_ name: borrowing QuestionName, depth: Int) {
    self.depth = depth
    // Nearly all are names of services, which have no underscore.
    guard name.isUnderscored(depth - 1) else {
      kind = .service
      return
    }
    if let transport = name.withLabel(depth - 1, { $0.transport }) {
      kind = Self.kind(name, depth, transport)
    } else {
      let isInformation = name.hasLabel(depth - 1, Self.informationLabel)
      kind = isInformation ? (depth == 1 ? .information : .nothing) : .service
    }
  }

  /// The kind of a name beneath a protocol's label.
  private static func kind(_ name: borrowing QuestionName, _ depth: Int, _ transport: ServiceTransport) -> Kind {
    guard depth > 1 else { return .emptyNonTerminal }
    let isDiscovery = transport == .udp && name.hasLabel(depth - 2, discoveryLabel)
    switch depth {
    case 2 where isDiscovery: return .emptyNonTerminal
    case 2: return name.isUnderscored(0) ? .serviceOver(transport) : .nothing
    case 3 where isDiscovery: return name.hasLabel(0, serviceTypesLabel) ? .serviceTypes : .nothing
    case 3: return name.isUnderscored(1) ? .instance(transport) : .nothing
    default: return .nothing
    }
  }

  private static let informationLabel: StaticString = "_info"
  private static let discoveryLabel: StaticString = "_dns-sd"
  private static let serviceTypesLabel: StaticString = "_services"

  /// Whether the name is that of a service or one beneath, so that it is answered out of a service.
  var isOfService: Bool {
    switch kind {
    case .service, .serviceOver, .instance: true
    case .serviceTypes, .emptyNonTerminal, .information, .nothing: false
    }
  }

  /// The label that has the service's name, behind an underscore where the kind has one.
  var serviceLabel: Int {
    switch kind {
    case .serviceOver: 0
    case .instance: 1
    default: depth - 1
    }
  }

  /// Lends the service's name; of a subject that is one of a service.
  func withServiceName<Result>(_ name: borrowing QuestionName, _ body: (RawSpan) -> Result) -> Result {
    name.withLabel(serviceLabel) { kind == .service ? body($0) : body($0.extracting(1..<$0.byteCount)) }
  }

  /// The first label from which on a name exists for certain, also where the zone file says nothing of it: a service that is known,
  /// a protocol's label, or the origin.
  func firstExistingLabel(isServiceKnown: Bool) -> Int {
    switch kind {
    case .service: isServiceKnown ? depth - 1 : depth
    case .instance: isServiceKnown ? 1 : depth - 1
    case .serviceOver, .emptyNonTerminal, .nothing: depth - 1
    case .serviceTypes, .information: 0
    }
  }
}

extension QuestionName {
  /// Whether a label is this text, which is in lower case.
  func hasLabel(_ index: Int, _ text: StaticString) -> Bool {
    withLabel(index) { label in
      guard label.byteCount == text.utf8CodeUnitCount else { return false }
      return text.withUTF8Buffer { text in
        for offset in text.indices where unsafe text[offset] != label.octet(at: offset) { return false }
        return true
      }
    }
  }

  /// Whether a label has the underscore of RFC 2782 in front of a service's name.
  fileprivate func isUnderscored(_ index: Int) -> Bool {
    withLabel(index) { $0.byteCount > 1 && $0.octet(at: 0) == 0x5F }
  }
}

extension RawSpan {
  /// The protocol that a label in lower case names.
  fileprivate var transport: ServiceTransport? {
    guard byteCount == 4 else { return nil }
    return uint32(at: 0) == 0x5F74_6370 ? .tcp : uint32(at: 0) == 0x5F75_6470 ? .udp : nil
  }

  /// Whether a label in lower case can be a service that is watched because it was asked for.
  var isWatchableName: Bool {
    for offset in 0..<byteCount {
      switch octet(at: offset) {
      case 0x61...0x7A, 0x30...0x39, 0x2D: continue
      default: return false
      }
    }
    return byteCount > 0
  }
}
