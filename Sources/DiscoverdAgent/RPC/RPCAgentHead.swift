internal import Discoverd

/// A client's request for a conversation.
struct RPCAgentHead {
  private let method: Substring
  private let path: Substring
  private let accept: String

  /// Reads a head as far as it matters.
  init(_ octets: some Collection<UInt8>) {
    let lines = String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isNewline)
    let words = (lines.first ?? "").split(separator: " ")
    method = words.first ?? ""
    path = words.dropFirst().first ?? ""
    let header = lines.dropFirst().first { $0.lowercased().hasPrefix("accept:") } ?? ""
    accept = header.dropFirst("accept:".count).lowercased()
  }

  /// What to reply instead of the handshake; absent for a client that is served.
  var refusal: [UInt8]? {
    guard path == RPCHandshake.path else { return Self.reply("404 Not Found", "404 page not found\n") }
    guard method == "CONNECT" else { return Self.reply("405 Method Not Allowed", "405 must CONNECT\n") }
    let types = accept.split(separator: ",").map { $0.prefix { $0 != ";" }.filter { !$0.isWhitespace } }
    guard types.contains(RPCHandshake.mediaType) else {
      return Self.reply("406 Not Acceptable", "406 this agent speaks \(RPCHandshake.mediaType) only\n")
    }
    return nil
  }

  private static func reply(_ status: String, _ text: String) -> [UInt8] {
    Array(
      """
      HTTP/1.0 \(status)\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: \(text.utf8.count)\r\n\
      Connection: close\r\n\r\n\(text)
      """.utf8)
  }
}

/// The arguments of a call, read as Go's decoder reads them, errors in its words.
enum AgentArguments {
  /// The arguments out of a request's `params`: an array, of which only the first element counts.
  static func read(_ params: [UInt8]) throws(CallError) -> RPCArguments {
    guard params.first == UInt8(ascii: "[") else {
      throw CallError("json: cannot unmarshal \(kind(params)) into Go value of type [1]interface {}")
    }
    guard let first = firstElement(params) else { return RPCArguments() }
    guard let members = try? JSONMembers(first) else {
      throw CallError("json: cannot unmarshal \(kind(first)) into Go value of type agent.Args")
    }
    return RPCArguments(
      name: try string(members["Name"], "Name"), address: try string(members["Addr"], "Addr"),
      attributes: try attributes(members["Attrs"]))
  }

  private static func string(_ value: [UInt8]?, _ field: String) throws(CallError) -> String {
    guard let value, !value.elementsEqual("null".utf8) else { return "" }
    guard let text = JSONValue.decode(String.self, value) else {
      throw CallError("json: cannot unmarshal \(kind(value)) into Go struct field Args.\(field) of type string")
    }
    return text
  }

  private static func attributes(_ value: [UInt8]?) throws(CallError) -> [String: String]? {
    guard let value, !value.elementsEqual("null".utf8) else { return nil }
    guard let attributes = JSONValue.decode([String: String].self, value) else {
      throw CallError("json: cannot unmarshal \(kind(value)) into Go struct field Args.Attrs of type map[string]string")
    }
    return attributes
  }

  /// The first element of an array, which is an object or nothing we know.
  private static func firstElement(_ array: [UInt8]) -> [UInt8]? {
    var framer = JSONObjectFramer()
    let rest = array.dropFirst().drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard rest.first != UInt8(ascii: "]") else { return nil }
    for octet in rest {
      guard let objects = try? framer.receive(CollectionOfOne(octet)) else { return Array(rest) }
      if let object = objects.first { return object }
    }
    return Array(rest)
  }

  /// What Go calls a JSON value.
  private static func kind(_ value: [UInt8]) -> String {
    switch value.first {
    case UInt8(ascii: "{"): "object"
    case UInt8(ascii: "["): "array"
    case UInt8(ascii: "\""): "string"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): "bool"
    default: "number"
    }
  }
}
