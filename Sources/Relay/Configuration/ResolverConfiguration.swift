package import DNSWire
internal import LocalFiles

/// A resolv.conf, read as glibc does: resolv.conf(5). A bad line is never an error, since programs, too, go on with the others.
package struct ResolverConfiguration: Sendable, Equatable {
  /// A `nameserver` line.
  package struct Nameserver: Sendable, Equatable {
    package let upstream: Upstream
    /// As it is written, with its scope.
    package let word: String
    /// Its line, from 1 on.
    package let line: Int
  }

  /// What is wrong with a line.
  package struct Warning: Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1 on.
    package let line: Int
    /// What was expected.
    package let message: String
    package var description: String { "\(line): \(message)" }
  }

  /// All name servers, in order; glibc asks the first ``glibcNameservers`` alone.
  package private(set) var nameservers: [Nameserver] = []
  /// The search list: that of the last `search` or `domain` line.
  package private(set) var searchDomains: [Name] = []
  /// The line that the search list is from; absent without one.
  package private(set) var searchLine: Int?
  package private(set) var options = ResolverOptions()
  package private(set) var warnings: [Warning] = []

  /// The most name servers that glibc takes (MAXNS in resolv.h).
  package static let glibcNameservers = 3

  /// The name servers that glibc does not ask.
  package var nameserversBeyondGlibc: ArraySlice<Nameserver> { nameservers.dropFirst(Self.glibcNameservers) }

  /// Reads the text of a resolv.conf.
  package init(parsing text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.endsLine)
    for (index, line) in lines.enumerated() { read(line, number: index + 1) }
  }

  private mutating func read(_ line: Substring, number: Int) {
    let words = line.prefix { $0 != "#" && $0 != ";" }.split(whereSeparator: \.isWhitespace)
    guard let keyword = words.first else { return }
    guard line.first?.isWhitespace == false else {
      return warn(number, "expected '\(keyword)' at the start of the line; programs pass over this one")
    }
    switch keyword {
    case "nameserver": readNameserver(words.dropFirst(), number)
    case "search": readSearch(words.dropFirst(), number)
    case "domain": readSearch(words.dropFirst().prefix(1), number)
    case "options": for word in words.dropFirst() { options.read(word) }
    case "sortlist": break
    default: warn(number, "expected nameserver, search, domain, options or sortlist, found '\(keyword)'")
    }
  }

  private mutating func readNameserver(_ words: ArraySlice<Substring>, _ line: Int) {
    guard let word = words.first else { return warn(line, "expected an IP address behind 'nameserver'") }
    do throws(UpstreamAddressError) {
      let upstream = try Upstream(parsing: String(word))
      guard upstream.isBare(word) else { throw .notAnAddress(String(word)) }
      nameservers.append(Nameserver(upstream: upstream, word: String(word), line: line))
    } catch {
      warn(line, error.isAboutScope ? error.description : Self.wantedAddress + ", found '\(word)'")
    }
  }

  private static let wantedAddress = "expected an IP address without a port behind 'nameserver'"

  private mutating func readSearch(_ words: ArraySlice<Substring>, _ line: Int) {
    (searchDomains, searchLine) = ([], line)
    for word in words {
      if let name = try? Name(String(word)) {
        searchDomains.append(name)
      } else {
        warn(line, "expected a domain name, found '\(word)'")
      }
    }
  }

  private mutating func warn(_ line: Int, _ message: String) {
    warnings.append(Warning(line: line, message: message))
  }
}

extension Upstream {
  /// Whether `text` is an address alone: a resolv.conf has no ports and no TLS.
  fileprivate func isBare(_ text: Substring) -> Bool {
    let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
    return transport == .plain && !text.hasPrefix("[") && colons != 1
  }
}

extension UpstreamAddressError {
  fileprivate var isAboutScope: Bool {
    switch self {
    case .unknownScope, .noScope: true
    default: false
    }
  }
}
