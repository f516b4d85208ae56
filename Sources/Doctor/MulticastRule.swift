internal import DNSWire

/// Which names the modules of nss-mdns ask multicast DNS for, by their own documentation.
struct MulticastRule: Sendable, Equatable {
  /// The suffixes of `/etc/mdns.allow`, `*` for all; absent without that file.
  let allowed: [String]?

  init(allowed: [String]?) { self.allowed = allowed }

  /// Reads `/etc/mdns.allow`.
  init(parsing text: String) { allowed = text.wordLines().map { $0.words[0].lowercased() } }

  /// What a module does with a name.
  enum Verdict: Sendable, Equatable {
    /// Passes it on to the next module.
    case passesOn
    /// Asks multicast DNS, unless an ordinary name server has an SOA record for `local`.
    case asksWithoutLocalSOA
    /// Asks multicast DNS.
    case asks
  }

  /// Whether a module is one of nss-mdns.
  static func isMulticast(_ module: String) -> Bool { module.hasPrefix("mdns") }

  /// What `module` does with `name`. Before its version 0.11 all modules asked for every name beneath `local`.
  func verdict(_ module: String, _ name: Name) -> Verdict {
    if let allowed, !module.hasSuffix("_minimal") {
      return allowed.contains { covers($0, name) } ? .asks : .passesOn
    }
    let labels = name.lowercased.labels
    return labels.count == 2 && labels[1].elementsEqual("local".utf8) ? .asksWithoutLocalSOA : .passesOn
  }

  private func covers(_ suffix: String, _ name: Name) -> Bool {
    if suffix == "*" { return true }
    guard let suffix = try? Name(String(suffix.drop { $0 == "." })) else { return false }
    return name != suffix && name.isEqual(toOrBeneath: suffix)
  }
}
