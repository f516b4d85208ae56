internal import Discoverd

/// What a client of the second API wants. A value out of a request; knows neither the registry nor sockets.
enum HTTPCall: Equatable {
  case ping
  case addService(String, isManual: Bool)
  case removeService(String)
  case register(String, HTTPInstance)
  case unregister(String, id: String)
  case instances(String)
  case appoint(String, id: String)
  case leader(String)
  /// A stream of a service's events of some kinds, which begins with the present state.
  case follow(String, Set<String>)

  /// The kinds of a service's whole stream.
  static let allKinds: Set<String> = ["up", "update", "down", "leader", "current"]

  /// What a request says that is of the second API.
  struct Request {
    var method: String
    /// Without the query.
    var path: String
    var accept: String
    var contentType: String
    var body: [UInt8]

    var wantsStream: Bool { accept.contains("text/event-stream") }
  }

  /// The call that a request is.
  ///
  /// - Throws: ``HTTPAgentError`` in the original's words where it has any.
  init(_ request: Request) throws(HTTPAgentError) {
    let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    switch (request.method, parts.count, parts.first, parts.dropFirst(2).first) {
    case ("GET", 1, "ping", _): self = .ping
    case ("PUT", 2, "services", nil): self = try Self.addService(parts[1], request)
    case ("DELETE", 2, "services", nil): self = .removeService(try Self.checked(parts[1]))
    case ("GET", 2, "services", nil): self = .follow(parts[1], Self.allKinds)
    case ("GET", 3, "services", "instances"):
      self = request.wantsStream ? .follow(parts[1], ["up", "update", "down"]) : .instances(parts[1])
    case ("GET", 3, "services", "leader"):
      self = request.wantsStream ? .follow(parts[1], ["leader"]) : .leader(parts[1])
    case ("PUT", 3, "services", "leader"): self = .appoint(parts[1], id: try Self.decode(Appointment.self, request).id)
    case ("PUT", 4, "services", "instances"): self = .register(parts[1], try Self.instance(request))
    case ("DELETE", 4, "services", "instances"): self = .unregister(parts[1], id: parts[3])
    default: throw .noRoute
    }
  }

  private struct Configuration: Decodable { var leader_type: String? }
  private struct GivenInstance: Decodable {
    var id: String?
    var addr: String?
    var proto: String?
    var meta: [String: String]?
  }

  private struct Appointment: Decodable { var id: String }

  private static func addService(_ name: String, _ request: Request) throws(HTTPAgentError) -> HTTPCall {
    let type = try decode(Configuration.self, request).leader_type ?? "oldest"
    guard type == "oldest" || type == "manual" else {
      throw .validation("discoverd: leader_type must be oldest or manual")
    }
    return .addService(try checked(name), isManual: type == "manual")
  }

  private static func checked(_ name: String) throws(HTTPAgentError) -> String {
    guard !name.isEmpty, name.utf8.allSatisfy({ isLowerCase($0) || $0 == UInt8(ascii: "-") }) else {
      throw .validation("discoverd: service must be lowercase alphanumeric plus dash")
    }
    // Longer ones are no label, RFC 1035 section 2.3.4.
    guard name.utf8.count <= 63 else { throw .validation("discoverd: service must have at most 63 letters") }
    return name
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ request: Request) throws(HTTPAgentError) -> Value {
    guard request.contentType.prefix(while: { $0 != ";" }).lowercased() == "application/json" else {
      throw .validation("Content-Type must be application/json")
    }
    guard let value = JSONValue.decode(type, request.body) else { throw .syntax }
    return value
  }

  /// The instance of a registration; its id is looked at, the one in the path is not, as in the original.
  private static func instance(_ request: Request) throws(HTTPAgentError) -> HTTPInstance {
    guard let given = JSONValue.decode(GivenInstance.self, request.body) else { throw .syntax }
    let instance = HTTPInstance(id: given.id ?? "", addr: given.addr ?? "", proto: given.proto ?? "", meta: given.meta)
    guard !instance.proto.isEmpty else { throw .validation("discoverd: proto must be set") }
    guard instance.proto.utf8.allSatisfy(isLowerCase) else {
      throw .validation("discoverd: proto must be lowercase alphanumeric")
    }
    guard instance.addr.contains(":") else {
      let address = instance.addr.isEmpty ? "" : "address \(instance.addr): "
      throw .validation("\(address)missing port in address")
    }
    let expected = HTTPInstance.id(protocol: instance.proto, address: instance.addr)
    guard instance.id == expected else {
      throw .validation("discoverd: instance id is incorrect, expected \(expected)")
    }
    return instance
  }

  private static func isLowerCase(_ octet: UInt8) -> Bool {
    (0x61...0x7A).contains(octet) || (0x30...0x39).contains(octet)
  }
}

/// Why a request of the second API fails.
enum HTTPAgentError: Error, Equatable {
  case noRoute
  case syntax
  case validation(String)
  case notFound(String)
  case exists(String)

  /// The reply's status.
  var status: Int {
    switch self {
    case .noRoute, .notFound: 404
    case .syntax, .validation: 400
    case .exists: 409
    }
  }

  private struct Body: Encodable {
    var code: String
    var message: String
    var retry = false
  }

  /// The reply's media type and body.
  var content: (mediaType: String, body: [UInt8]) {
    let body: Body
    switch self {
    case .noRoute: return ("text/plain; charset=utf-8", Array("404 page not found\n".utf8))
    case .syntax: body = Body(code: "syntax_error", message: "The provided JSON input is invalid")
    case .validation(let text): body = Body(code: "validation_error", message: text)
    case .notFound(let text): body = Body(code: "object_not_found", message: text)
    case .exists(let text): body = Body(code: "object_exists", message: text)
    }
    return ("application/json", JSONValue.encode(body))
  }
}
