internal import DNSWire

/// Names that a host knows by itself: `/etc/hosts`.
struct HostsFile: Sendable, Equatable {
  /// A line with an address.
  struct Entry: Sendable, Equatable {
    let line: Int
    let address: String
    let names: [String]
  }

  let entries: [Entry]

  init(parsing text: String) {
    entries = text.wordLines().map { Entry(line: $0.number, address: $0.words[0], names: Array($0.words.dropFirst())) }
  }

  /// The lines that name `name`; case does not matter, and a final dot is no part of it.
  func entries(for name: Name) -> [Entry] { entries.filter { $0.names.contains { (try? Name($0)) == name } } }

  /// The lines with names at or beneath `zone`, and these names.
  func entries(in zone: Name) -> [(entry: Entry, name: String)] {
    entries.flatMap { entry in
      entry.names.filter { (try? Name($0))?.isEqual(toOrBeneath: zone) == true }.map { (entry, $0) }
    }
  }
}
