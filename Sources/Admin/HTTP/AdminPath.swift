internal import Foundation

/// What a request asks for.
enum AdminPath: Sendable {
  case file(PageFile)
  case health, readiness, metrics, status, services, events
  case service(String)

  /// The meaning of a path, absent where it has none. What follows a question mark is for nobody here.
  init?(_ path: String) {
    let path = path.prefix { $0 != "?" }
    switch path {
    case "/healthz": self = .health
    case "/readyz": self = .readiness
    case "/metrics": self = .metrics
    case "/v1/status": self = .status
    case "/v1/services": self = .services
    case "/v1/events": self = .events
    default:
      if let file = PageFile.at(String(path)) {
        self = .file(file)
      } else if let name = Self.service(path) {
        self = .service(name)
      } else {
        return nil
      }
    }
  }

  private static func service(_ path: Substring) -> String? {
    let prefix = "/v1/services/"
    guard path.hasPrefix(prefix) else { return nil }
    return path.dropFirst(prefix.count).removingPercentEncoding.flatMap { $0.isEmpty ? nil : $0 }
  }
}
