/// A request over HTTP and what was answered.
package struct HTTPExchange: Sendable {
  /// The status, 0 where there was no answer.
  package let status: Int
  /// The header's lines, names in lower case.
  package let headers: [String: String]
  /// The body, chunks put together.
  package let body: String

  /// Asks on a connection of its own.
  package init(
    _ path: String, port: Int, method: String = "GET", host: String? = "127.0.0.1", address: String = "127.0.0.1"
  ) async throws {
    let socket = try TestSocket(.tcp, port: port, address: address)
    let host = host.map { "Host: \($0)\r\n" } ?? ""
    socket.send(Array("\(method) \(path) HTTP/1.1\r\n\(host)Connection: close\r\n\r\n".utf8))
    var octets: [UInt8] = []
    while let part = await socket.receive(), !part.isEmpty { octets += part }
    self.init(String(decoding: octets, as: UTF8.self))
  }

  private init(_ text: String) {
    let parts = text.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
    let lines = (parts.first ?? "").split(separator: "\r\n").map(String.init)
    status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
    let fields = lines.dropFirst().map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
    headers = Dictionary(
      fields.filter { $0.count == 2 }.map { ($0[0].lowercased(), String($0[1].drop { $0 == " " })) },
      uniquingKeysWith: { one, _ in one })
    let body = parts.count > 1 ? parts[1] : ""
    self.body = headers["transfer-encoding"] == "chunked" ? Self.joined(Array(body.utf8)) : body
  }

  private static func joined(_ octets: [UInt8]) -> String {
    var (rest, body) = (octets[...], [UInt8]())
    while let end = rest.firstIndex(of: 13), let length = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16),
      length > 0
    {
      let chunk = rest.dropFirst(end - rest.startIndex + 2)
      body += chunk.prefix(length)
      rest = chunk.dropFirst(length + 2)
    }
    return String(decoding: body, as: UTF8.self)
  }
}
