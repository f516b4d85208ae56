internal import DNSWire

/// What a server says about itself when it is asked in the class CHAOS (RFC 4892) and by the NSID option (RFC 5001).
package struct Identity: Sendable {
  /// The program and its version as a character string; empty where it is hidden.
  private let version: [UInt8]
  /// The server's name as a character string; empty where it has none.
  private let nameString: [UInt8]
  /// The server's name; empty where it has none.
  let name: [UInt8]

  /// `version=` and the version, where that is not hidden; else empty.
  let versionText: [UInt8]
  /// What the sources are called, by rank.
  let sources: [[UInt8]]
  /// What has been counted.
  let counters: [Counter]

  /// A number that is read anew for each answer.
  package struct Counter: Sendable {
    /// Its name and `=`.
    let text: [UInt8]
    let value: @Sendable () -> Int

    /// A counter of a name of at most 40 octets; longer ones are cut. Reading it allocates nothing and takes no lock.
    package init(_ name: String, value: @escaping @Sendable () -> Int) {
      (text, self.value) = (Array(name.utf8.prefix(40)) + [UInt8(ascii: "=")], value)
    }
  }

  /// Octets of the longest text: it has to leave room for an answer.
  package static let maximumLength = 63

  /// Says nothing.
  package static let hidden = Identity(version: nil, name: nil)

  /// An identity of texts of 1 to ``maximumLength`` octets; longer ones are cut. `sources` and `counters` are shown at `_info.Z`
  /// alone.
  package init(version: String?, name: String?, sources: [String] = [], counters: [Counter] = []) {
    self.counters = counters
    versionText = version.map { Array("version=\($0)".utf8.prefix(Self.maximumLength)) } ?? []
    self.sources = sources.map { Array($0.utf8.prefix(Self.maximumLength)) }
    self.version = version.map(Self.characterString) ?? []
    nameString = name.map(Self.characterString) ?? []
    self.name = Array(nameString.dropFirst())
  }

  /// A character string, RFC 1035 section 3.3: its length, then its octets.
  private static func characterString(_ text: String) -> [UInt8] {
    let octets = text.utf8.prefix(maximumLength)
    return [UInt8(octets.count)] + octets
  }

  /// The RDATA of the TXT record at a name of the class CHAOS; empty where there is nothing to say.
  func text(at name: borrowing QuestionName) -> [UInt8] {
    if name.isEqual(to: Self.versionNames) { return version }
    return name.isEqual(to: Self.serverNames) ? nameString : []
  }

  private static let versionNames = [wire("version", "bind"), wire("version", "server")]
  private static let serverNames = [wire("id", "server"), wire("hostname", "bind")]

  private static func wire(_ labels: String...) -> [UInt8] {
    labels.reduce(into: []) { $0 += [UInt8($1.utf8.count)] + $1.utf8 } + [0]
  }
}

extension QuestionName {
  /// Whether it is one of these names in lower-case wire form.
  fileprivate func isEqual(to names: [[UInt8]]) -> Bool {
    withSuffix(fromLabel: 0) { name in
      for other in names where other.withOctets({ name.hasSameOctets(as: $0) }) { return true }
      return false
    }
  }
}
