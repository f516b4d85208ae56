package import Discovery

/// Which instances of a service a Consul agent is asked for.
public struct HealthQuery: Sendable, Hashable, CustomStringConvertible {
  /// The service, as it is configured; Consul ignores case.
  public var service: String
  /// Only instances with this tag.
  public var tag: String?
  /// The datacenter to ask, where it is not the agent's own.
  public var datacenter: String?
  /// Whether instances that warn are left out beside those that are critical.
  public var isPassingOnly: Bool

  /// A query of its parts.
  public init(_ service: String, tag: String? = nil, datacenter: String? = nil, isPassingOnly: Bool = false) {
    (self.service, self.tag, self.datacenter, self.isPassingOnly) = (service, tag, datacenter, isPassingOnly)
  }

  /// What it picks, for log lines.
  public var description: String {
    "'\(service)'" + (tag.map { " with tag '\($0)'" } ?? "") + (datacenter.map { " in '\($0)'" } ?? "")
  }

  /// Path and parameters of the question to an agent, which holds its answer for `hold` at most.
  package func path(_ mode: ConsulQueryMode, hold: Duration) -> String {
    var parameters = isPassingOnly ? ["passing"] : []
    if let tag { parameters.append("tag=\(tag.percentEncoded)") }
    if let datacenter { parameters.append("dc=\(datacenter.percentEncoded)") }
    return "/v1/health/service/\(service.percentEncoded)?" + (parameters + mode.parameters(hold)).joined(separator: "&")
  }
}

/// How a question is to be answered: at once or when something has changed, by any server or by one that knows the leader.
package struct ConsulQueryMode: Sendable, Equatable {
  /// Hold the answer until the index is greater than this.
  package var index: UInt64?
  /// Whether any server may answer.
  package var isStale = true

  func parameters(_ hold: Duration) -> [String] {
    (isStale ? ["stale"] : []) + (index.map { ["index=\($0)", "wait=\(hold.goText)"] } ?? [])
  }
}

extension Duration {
  /// The time as Go reads it, with its unit, in milliseconds where it is not whole seconds.
  fileprivate var goText: String {
    components.attoseconds == 0 ? "\(components.seconds)s" : "\(Int(self / .milliseconds(1)))ms"
  }
}

extension String {
  /// The text as a part of a URL: all but letters, digits and `-._~` as `%XX` (RFC 3986 section 2.3).
  package var percentEncoded: String {
    utf8.map { octet in
      switch octet {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(octet))
      default: "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
      }
    }.joined()
  }
}

extension BlockingConversation.Report where Query == HealthQuery {
  /// What a source tells of it; nothing of an oddity.
  package var event: WatchEvent? {
    switch self {
    case .current(let set): .current(set)
    case .lost(let reason): .lost(reason: reason)
    case .failed(let reason): .failed(reason: reason, known: nil)
    case .oddity: nil
    }
  }
}
