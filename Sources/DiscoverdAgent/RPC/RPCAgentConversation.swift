internal import Discoverd

/// One client's connection: octets in, calls and replies out. Knows neither the registry nor sockets.
struct RPCAgentConversation {
  /// What a client wants.
  enum Call: Equatable {
    case register(RPCArguments, id: [UInt8])
    case unregister(RPCArguments, id: [UInt8])
    case subscribe(name: String, id: [UInt8])
    case closeStream(id: [UInt8])
  }

  enum Step: Equatable {
    case call(Call)
    case send([UInt8])
    case close
  }

  private var head: [UInt8] = []
  private var isTalking = false
  private var framer = JSONObjectFramer()

  /// Octets of the largest request head; a client sends two lines.
  static let maximumHead = 8 << 10

  /// Takes octets in: what to do, in order.
  mutating func receive(_ octets: [UInt8]) -> [Step] {
    guard isTalking else { return receive(head: octets) }
    do throws(WireError) {
      return try framer.receive(octets).flatMap { Self.steps($0) }
    } catch {
      return [.close]
    }
  }

  private mutating func receive(head octets: [UInt8]) -> [Step] {
    head += octets
    guard let end = Self.endOfHead(head) else { return head.count > Self.maximumHead ? [.close] : [] }
    guard let refusal = RPCAgentHead(head[..<end]).refusal else {
      isTalking = true
      // The original loses what comes in one segment with the handshake.
      return [.send(RPCHandshake.reply)] + receive(Array(head[end...]))
    }
    return [.send(refusal), .close]
  }

  /// Where the head ends: behind an empty line.
  private static func endOfHead(_ head: [UInt8]) -> Int? {
    var isEmpty = true
    for (offset, octet) in head.enumerated() {
      if octet == UInt8(ascii: "\n") {
        if isEmpty && offset > 0 { return offset + 1 }
        isEmpty = true
      } else if octet != UInt8(ascii: "\r") {
        isEmpty = false
      }
    }
    return nil
  }

  /// The steps of one request.
  private static func steps(_ object: [UInt8]) -> [Step] {
    guard let members = try? JSONMembers(object) else { return [.close] }
    let id = members["id"] ?? Array("null".utf8)
    let method = members["method"].flatMap { JSONValue.decode(String.self, $0) } ?? ""
    if method == "CloseStream" { return [.call(.closeStream(id: id))] }
    do throws(CallError) {
      return [.call(try call(method, try arguments(members["params"], of: method), id))]
    } catch {
      return [.send(RPCReply(id: id, error: error.description).encoded)]
    }
  }

  private static func call(_ method: String, _ arguments: RPCArguments, _ id: [UInt8]) throws(CallError) -> Call {
    switch method {
    case RPCRequest.register: return .register(arguments, id: id)
    case RPCRequest.unregister: return .unregister(arguments, id: id)
    default: return .subscribe(name: arguments.name, id: id)
    }
  }

  /// The call's arguments: the first of the parameters. The method is looked at first, as in the original.
  private static func arguments(_ params: [UInt8]?, of method: String) throws(CallError) -> RPCArguments {
    let parts = method.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw CallError("rpc: service/method request ill-formed: \(method)") }
    guard parts[0] == "Agent" else { throw CallError("rpc: can't find service \(method)") }
    guard [RPCRequest.register, RPCRequest.unregister, RPCRequest.subscribe].contains(method) else {
      throw CallError("rpc: can't find method \(method)")
    }
    guard let params else { throw CallError("jsonrpc: request body missing params") }
    return try AgentArguments.read(params)
  }
}

/// The text of a failed call.
struct CallError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
