internal import ArgumentParser
internal import DNSWire
internal import Relay
internal import Responder

/// The same, out of flags and environment.
struct ForwardChoice {
  /// Upstreams that are named one by one.
  let upstreams: [Upstream]
  /// Files that name some, as resolv.conf does.
  let files: [String]
  let zones: [ForwardZone]
  /// Octets of memory for answers; 0 keeps none.
  let cacheOctets: Int
  let trustsAD: Bool

  /// Octets of memory for answers where nothing is said: those to tens of thousands of questions.
  private static let defaultCacheOctets = 16 << 20

  /// Whether anything is asked of upstreams.
  var isOn: Bool { !(upstreams.isEmpty && files.isEmpty && zones.isEmpty) }

  /// - Throws: `ValidationError` with the setting and what was expected, also where an upstream is this server.
  init(_ options: ForwardOptions, _ environment: Environment, own: OwnAddresses) throws {
    let settings = environment.values(options.forward, "--forward", "DOYEN_FORWARD")
    files = settings.filter(\.isFile).map(\.text)
    upstreams = try settings.filter { !$0.isFile }.map { try $0.upstream(own) }
    zones = try environment.values(options.forwardZone, "--forward-zone", "DOYEN_FORWARD_ZONE")
      .map { try $0.forwardZone(own) }
    cacheOctets =
      try environment.values(options.forwardCache, "--forward-cache", "DOYEN_FORWARD_CACHE")
      .map { try $0.octets() } ?? Self.defaultCacheOctets
    trustsAD = options.trustAD || environment.isSet("DOYEN_TRUST_AD")
  }

  /// Checks that no domain with upstreams of its own is a zone's or beneath one: names of a zone are answered here alone.
  ///
  /// - Throws: `ValidationError` with both names.
  func check(origins: [Name]) throws {
    for zone in zones {
      guard let origin = origins.first(where: { zone.domain.isEqual(toOrBeneath: $0) }) else { continue }
      throw ValidationError(
        "--forward-zone \(zone.domain): names of the zone \(origin) are answered here, and never asked elsewhere")
    }
  }
}

extension Setting {
  /// Whether an upstream is named by a file.
  fileprivate var isFile: Bool { text.contains("/") && !text.contains("://") }

  fileprivate func upstream(_ own: OwnAddresses) throws -> Upstream {
    let upstream: Upstream
    do throws(UpstreamAddressError) {
      upstream = try Upstream(parsing: text)
    } catch {
      throw ValidationError("\(self): \(error), or the path of a resolv.conf")
    }
    try check([upstream], own)
    return upstream
  }

  fileprivate func forwardZone(_ own: OwnAddresses) throws -> ForwardZone {
    let zone: ForwardZone
    do throws(ForwardZoneError) {
      zone = try ForwardZone(parsing: text)
    } catch {
      throw ValidationError("\(self): \(error)")
    }
    if let origin = LocalZones.origin(keeping: zone.domain) {
      throw ValidationError("\(self): names of \(origin) are always answered here, and never asked elsewhere")
    }
    try check(zone.upstreams, own)
    return zone
  }

  /// Refuses this server as its own upstream: a question would go round and round.
  private func check(_ upstreams: [Upstream], _ own: OwnAddresses) throws {
    guard let upstream = upstreams.first(where: { own.contains($0.address) }) else { return }
    throw ValidationError("\(self): \(upstream) is this server itself; expected another resolver")
  }

  fileprivate func octets() throws -> Int {
    if text == "off" { return 0 }
    guard let octets = Int(text), octets >= 0 else {
      throw ValidationError("\(self): expected a number of octets, such as 16777216, or off")
    }
    return octets
  }
}
