internal import Discovery

/// Which names a browser may call this server by. A page of a stranger can have its own name lead here (DNS rebinding) and would then
/// read all that is shown; it can't make the browser send another Host header than that name.
enum HostCheck {
  /// Whether a Host header names an IP address or this host itself.
  static func allows(_ host: String?) -> Bool {
    guard let host = host.map(withoutPort) else { return false }
    if ["localhost", "localhost."].contains(host.lowercased()) { return true }
    switch try? Address(host) {
    case .ipv4, .ipv6: return true
    case .host, nil: return false
    }
  }

  private static func withoutPort(_ host: String) -> String {
    if host.hasPrefix("["), let close = host.firstIndex(of: "]") {
      return String(host[host.index(after: host.startIndex)..<close])
    }
    guard let colon = host.lastIndex(of: ":") else { return host }
    return String(host[..<colon])
  }
}
