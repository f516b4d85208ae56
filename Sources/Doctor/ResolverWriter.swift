/// A program that writes resolv.conf anew, and undoes what is changed by hand.
enum ResolverWriter: String, Sendable, CaseIterable {
  case networkManager = "NetworkManager"
  case resolved = "systemd-resolved"
  case resolvconf = "resolvconf"
  case dhcpcd = "dhcpcd"

  /// By where the file leads, or by the comment that such programs leave at its top.
  init?(link: String?, text: String) {
    let comments = text.split(separator: "\n").filter { $0.hasPrefix("#") }.joined(separator: "\n")
    let places: [ResolverWriter: String] = [
      .networkManager: "/NetworkManager/", .resolved: "/systemd/", .resolvconf: "/resolvconf/",
    ]
    let known = Self.allCases.first { writer in
      places[writer].map { link?.contains($0) == true } ?? false || comments.contains(writer.rawValue)
    }
    guard let known else { return nil }
    self = known
  }

  /// What keeps it from writing, and where; absent where that is no line of a file.
  var remedy: Finding.Change? {
    guard self == .networkManager else { return nil }
    return Finding.Change(path: "/etc/NetworkManager/conf.d/doyen.conf", then: "[main]\ndns=none")
  }
}

extension Diagnosis {
  /// Says who undoes what `findings` have one change in resolv.conf.
  func writerFindings(_ findings: [Finding]) -> [Finding] {
    guard let writer = facts.resolverWriter, findings.contains(where: { $0.change?.path == Self.resolverPath }) else {
      return []
    }
    let text = "\(writer.rawValue) writes /etc/resolv.conf: keep it from that, or changes are lost"
    return [Finding(.note, text, writer.remedy)]
  }
}
