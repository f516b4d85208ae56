/// The arguments of every call. Go: `agent.Args`.
package struct RPCArguments: Equatable, Sendable {
  package var name = ""
  package var address = ""
  /// Absent where they are null or missing, which is not the same as empty.
  package var attributes: [String: String]?

  package init(name: String = "", address: String = "", attributes: [String: String]? = nil) {
    (self.name, self.address, self.attributes) = (name, address, attributes)
  }

  /// The arguments' octets.
  var encoded: [UInt8] {
    let attributes = attributes.map(JSONValue.encode) ?? Array("null".utf8)
    return Array("{\"Name\":".utf8) + JSONValue.encode(name) + Array(",\"Addr\":".utf8) + JSONValue.encode(address)
      + Array(",\"Attrs\":".utf8) + attributes + Array("}".utf8)
  }
}

/// A call. Go: a request of `rpcplus/jsonrpc`.
package struct RPCRequest: Equatable, Sendable {
  package static let subscribe = "Agent.Subscribe"
  package static let register = "Agent.Register"
  package static let unregister = "Agent.Unregister"

  package var method: String
  package var arguments: RPCArguments
  /// The id as it was written; `null` where there is none.
  package var id: [UInt8]

  package init(method: String, arguments: RPCArguments, id: Int) {
    (self.method, self.arguments, self.id) = (method, arguments, Array(String(id).utf8))
  }

  /// The request's octets, a line feed at the end.
  package var encoded: [UInt8] {
    Array("{\"method\":".utf8) + JSONValue.encode(method) + Array(",\"params\":[".utf8) + arguments.encoded
      + Array("],\"id\":".utf8) + id + Array("}\n".utf8)
  }
}

/// What a server says to a call.
package struct RPCReply: Equatable, Sendable {
  /// The call's id, as it was written.
  package var id: [UInt8]
  /// The result's octets.
  package var result: [UInt8]
  /// Absent for success.
  package var error: String?

  /// A result, or an error with an empty one.
  package init(id: [UInt8], result: [UInt8] = Array("{}".utf8), error: String? = nil) {
    (self.id, self.result, self.error) = (id, result, error)
  }

  /// Reads a reply.
  ///
  /// - Throws: ``WireError/malformed``.
  package init(_ object: [UInt8]) throws(WireError) {
    let members = try JSONMembers(object)
    guard let id = members["id"] else { throw .malformed }
    self.init(id: id, result: members["result"] ?? Array("null".utf8))
    guard let text = members["error"], !text.elementsEqual("null".utf8) else { return }
    guard let error = JSONValue.decode(String.self, text) else { throw .malformed }
    self.error = error
  }

  /// The reply's octets, in Go's order of members, a line feed at the end.
  package var encoded: [UInt8] {
    let error = error.map { JSONValue.encode($0) } ?? Array("null".utf8)
    return Array("{\"id\":".utf8) + id + Array(",\"result\":".utf8) + result + Array(",\"error\":".utf8) + error
      + Array("}\n".utf8)
  }
}

/// A change of an instance, or the marker that everything before was the present state. Go: `agent.ServiceUpdate`.
package struct InstanceUpdate: Equatable, Sendable, Decodable {
  package var name: String
  package var address: String
  package var isOnline: Bool
  package var attributes: [String: String]?
  package var created: UInt64

  /// The update with everything empty: what follows are changes.
  package static let current = InstanceUpdate(name: "", address: "", isOnline: false)

  package init(
    name: String, address: String, isOnline: Bool, attributes: [String: String]? = nil, created: UInt64 = 0
  ) {
    (self.name, self.address, self.isOnline) = (name, address, isOnline)
    (self.attributes, self.created) = (attributes, created)
  }

  private enum CodingKeys: String, CodingKey {
    case name = "Name"
    case address = "Addr"
    case isOnline = "Online"
    case attributes = "Attrs"
    case created = "Created"
  }

  /// The update's octets, all members, in Go's order.
  package var encoded: [UInt8] {
    let attributes = attributes.map(JSONValue.encode) ?? Array("null".utf8)
    return Array("{\"Name\":".utf8) + JSONValue.encode(name) + Array(",\"Addr\":".utf8) + JSONValue.encode(address)
      + Array(",\"Online\":\(isOnline),\"Attrs\":".utf8) + attributes + Array(",\"Created\":\(created)}".utf8)
  }
}
