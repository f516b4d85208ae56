/// A request of discoverd's second API.
package struct HTTPRequest: Sendable, Equatable {
  /// Such as `PUT`.
  package var method: String
  /// The path with its leading slash.
  package var path: String
  /// The media type that is wanted.
  package var accept = "application/json"
  /// JSON; empty without a body.
  package var body: [UInt8] = []

  /// The media type of a stream of events.
  static let eventStream = "text/event-stream"

  package init(_ method: String, _ path: String, accept: String = "application/json", body: [UInt8] = []) {
    (self.method, self.path, self.accept, self.body) = (method, path, accept, body)
  }

  /// A service's path, or one below it.
  static func path(_ service: String, _ more: String...) -> String {
    (["", "services", escaped(service)] + more.map(escaped)).joined(separator: "/")
  }

  /// A path's component, RFC 3986 section 3.3.
  private static func escaped(_ text: String) -> String {
    text.utf8.map { octet in
      switch octet {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        String(UnicodeScalar(octet))
      default: "%" + String(octet >> 4, radix: 16, uppercase: true) + String(octet & 15, radix: 16, uppercase: true)
      }
    }.joined()
  }
}

/// How a reply begins.
package struct HTTPReplyHead: Sendable, Equatable {
  package var status: Int
  /// Values by name in lower case; of several with one name the last.
  package var headers: [String: String]

  package init(status: Int, headers: [String: String] = [:]) { (self.status, self.headers) = (status, headers) }

  /// The media type without its parameters, in lower case.
  var mediaType: String {
    String((headers["content-type"] ?? "").prefix { $0 != ";" }).lowercased().filter { !$0.isWhitespace }
  }

  /// Where a redirection points to: the server, and the path there.
  var redirection: (address: DiscoverdAddress, path: String)? {
    guard [301, 302, 307, 308].contains(status), let location = headers["location"], location.hasPrefix("http://")
    else { return nil }
    let rest = location.dropFirst("http://".count)
    let host = rest.prefix { $0 != "/" }
    guard let address = try? DiscoverdAddress(String(host)) else { return nil }
    let path = rest.dropFirst(host.count)
    return (address, path.isEmpty ? "/" : String(path))
  }
}
