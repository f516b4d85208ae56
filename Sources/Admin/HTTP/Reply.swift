internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore

/// Answers to HTTP requests, all with the headers that keep browsers from doing more with them than they should.
enum Reply {
  /// A whole body.
  static func body(_ body: ByteBuffer, _ type: String, _ status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: headers(type), body: ResponseBody(byteBuffer: body))
  }

  /// A line of text.
  static func text(_ text: String, _ status: HTTPResponse.Status = .ok) -> Response {
    body(ByteBuffer(string: text + "\n"), "text/plain; charset=utf-8", status)
  }

  /// JSON.
  static func json(_ value: some Encodable) -> Response { body(ByteBuffer(string: JSON.text(value) + "\n"), jsonType) }

  /// A body that is written in parts, of unknown length.
  static func stream(
    _ type: String, _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
  ) -> Response {
    Response(
      status: .ok, headers: headers(type),
      body: ResponseBody { writer in
        try await write(&writer)
        try await writer.finish(nil)
      })
  }

  static let jsonType = "application/json; charset=utf-8"

  private static func headers(_ type: String) -> HTTPFields {
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"]
    headers[.contentSecurityPolicy] =
      "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
    if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { headers[name] = "same-origin" }
    return headers
  }
}
