internal import DNSWire
internal import Relay

/// A name server as a host's programs ask it.
package struct NameServer: Sendable, Hashable, CustomStringConvertible {
  /// An IP address.
  package let host: String
  package let port: Int
  /// The line of resolv.conf that names it; absent for one that is named elsewhere.
  package let line: Int?

  package init(_ host: String, port: Int = 53, line: Int? = nil) {
    (self.host, self.port, self.line) = (host, port, line)
  }

  /// The address, with the port where that is another than 53.
  package var description: String {
    if port == 53 { return host }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  /// Whether it is the same server, whichever line names it.
  package func isSame(as other: NameServer) -> Bool { host == other.host && port == other.port }

  /// Whether systemd-resolved's stub listens there.
  var isResolvedStub: Bool { ["127.0.0.53", "127.0.0.54"].contains(host) }

  /// Whether Docker's embedded resolver does.
  var isDocker: Bool { host == "127.0.0.11" }
}

/// What a resolv.conf(5) says to the C library.
struct ResolverFacts: Sendable, Equatable {
  /// All name servers that are named.
  let servers: [NameServer]
  /// The search list.
  let search: [String]
  /// Dots from which on a name is asked for as it is before the search list.
  let dots: Int
  /// The line that says so; absent where none does.
  let dotsLine: FileLine?
  let rotates: Bool
  let rotatesLine: FileLine?
  /// Whether all is asked over TCP.
  let usesTCP: Bool

  /// How many name servers the C library asks, `MAXNS`.
  static let maximumServers = ResolverConfiguration.glibcNameservers

  /// What holds without a file or without its lines: the name server on this host.
  static let standardServer = NameServer("127.0.0.1")

  /// The name servers that are asked.
  var askedServers: [NameServer] {
    servers.isEmpty ? [Self.standardServer] : Array(servers.prefix(Self.maximumServers))
  }

  /// Whether a name without a dot is asked for as it is, too, behind the search list.
  let triesSingleLabels: Bool
  /// Lines that programs pass over, and why.
  let warnings: [String]

  init(parsing text: String) {
    let configuration = ResolverConfiguration(parsing: text)
    let lines = text.wordLines(comments: ["#", ";"])
    servers = configuration.nameservers.map { NameServer($0.word, line: $0.line) }
    search = configuration.searchDomains.map(\.plain)
    (dots, rotates) = (configuration.options.ndots, configuration.options.rotates)
    (usesTCP, warnings) = (configuration.options.usesTCP, configuration.warnings.map(\.description))
    triesSingleLabels = !configuration.options.others.contains("no-tld-query")
    let options = lines.filter { $0.words[0] == "options" }
    dotsLine = options.last { $0.words.contains { $0.hasPrefix("ndots:") } }
    rotatesLine = options.last { $0.words.contains("rotate") }
  }
}
