import Foundation

/// What an agent is asked about a service, or about the names of all.
struct FakeQuestion: Sendable {
  /// The service; empty for the names of all.
  let service: String
  let passing: Bool
  let tag: String?
  let index: UInt64
  /// For how long an answer is held, in milliseconds.
  let wait: Int64
  /// Whether the token may see anything.
  let mayRead: Bool

  /// Reads a request as an agent does that knows these tokens; without any everyone may read.
  init(_ request: SeenRequest, tokens: Set<String>?) throws(FakeRefusal) {
    let (path, parameters) = (request.target.split(separator: "?").first ?? "", request.parameters)
    let isCatalog = path == "/v1/catalog/services"
    let name = isCatalog ? "" : path.dropFirst("/v1/health/service/".count)
    guard isCatalog || path.hasPrefix("/v1/health/service/") && !name.isEmpty else {
      throw FakeRefusal(status: 404, text: "")
    }
    if parameters["dc"] ?? "dc1" != "dc1" { throw FakeRefusal(status: 500, text: "No path to datacenter") }
    service = name.removingPercentEncoding ?? ""
    (passing, tag) = (parameters["passing"] != nil, parameters["tag"]?.removingPercentEncoding)
    index = try Self.number(parameters["index"] ?? "0", or: "Invalid index")
    wait = try Self.wait(parameters["wait"] ?? "300s")
    let token = request.header("X-Consul-Token")
    if let tokens, let token, !tokens.contains(token) { throw FakeRefusal(status: 403, text: "ACL not found") }
    mayRead = tokens == nil || token != nil
  }

  private static func wait(_ text: String) throws(FakeRefusal) -> Int64 {
    if text.hasSuffix("ms") { return try number(text.dropLast(2), or: "Invalid wait time") }
    guard text.hasSuffix("s") else { throw FakeRefusal(status: 400, text: "Invalid wait time") }
    return try number(text.dropLast(), or: "Invalid wait time") * 1000
  }

  private static func number<Number: FixedWidthInteger>(
    _ text: some StringProtocol, or complaint: String
  ) throws(FakeRefusal) -> Number {
    guard let number = Number(text) else { throw FakeRefusal(status: 400, text: complaint) }
    return number
  }
}

/// What an agent says where it gives no list.
struct FakeRefusal: Error {
  let status: Int
  let text: String
}
