internal import DNSWire

/// What systemd-resolved is told in its own files: resolved.conf(5), section Resolve.
struct ResolvedSettings: Sendable, Equatable {
  /// The values of `DNS=`.
  private(set) var servers: [String] = []
  /// The values of `Domains=`, those for routing alone with their `~`.
  private(set) var domains: [String] = []

  /// The file that sends a zone's questions to a server, in this format.
  static func dropIn(zones: [Name], server: String) -> String {
    let domains = zones.map { "~\($0.description.dropLast())" }.joined(separator: " ")
    return "[Resolve]\nDNS=\(server)\nDomains=\(domains)\nDNSSEC=no"
  }

  /// Where that file goes.
  static let dropInPath = "/etc/systemd/resolved.conf.d/doyen.conf"

  /// The main file's places, the first that is there counts; and the folders of additions, an earlier one's file hiding those
  /// of the same name in later ones.
  private static let mains = ["/etc", "/run", "/usr/local/lib", "/usr/lib"].map { "\($0)/systemd/resolved.conf" }

  /// Reads all files of a host.
  init(_ files: HostFiles) {
    if let main = Self.mains.lazy.compactMap(files.text).first { apply(main) }
    var additions: [String: String] = [:]
    for folder in Self.mains.reversed().map({ $0 + ".d" }) {
      for name in files.names(in: folder) where name.hasSuffix(".conf") { additions[name] = folder + "/" + name }
    }
    for (_, path) in additions.sorted(by: { $0.key < $1.key }) { apply(files.text(path) ?? "") }
  }

  private mutating func apply(_ text: String) {
    for line in text.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#"), !line.hasPrefix(";") else { continue }
      let key = line[..<equals].filter { !$0.isWhitespace }
      let values = line[line.index(after: equals)...].split(whereSeparator: \.isWhitespace).map(String.init)
      switch key {
      // An empty value takes back what was said before, others add to it.
      case "DNS": servers = values.isEmpty ? [] : servers + values
      case "Domains": domains = values.isEmpty ? [] : domains + values
      default: break
      }
    }
  }

  /// Whether the servers named here are asked for a zone before those of a network. `~.` is of no use beneath `local`.
  func routes(_ zone: Name, orSearched search: [String]) -> Bool {
    guard !servers.isEmpty || !search.isEmpty else { return false }
    return (domains.isEmpty ? search : domains).contains { domain in
      let text = domain.drop { $0 == "~" }
      guard let name = try? Name(String(text)), name != .root || !zone.isBeneathLocal else { return false }
      return zone.isEqual(toOrBeneath: name)
    }
  }
}

extension Name {
  /// Whether multicast DNS claims the name, RFC 6762 section 3.
  var isBeneathLocal: Bool { lowercased.labels.last?.elementsEqual("local".utf8) ?? false }
}
