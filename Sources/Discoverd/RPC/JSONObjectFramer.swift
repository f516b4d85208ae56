/// Cuts a stream into the JSON objects it consists of, however it is split into segments.
package struct JSONObjectFramer: Sendable {
  private var object: [UInt8] = []
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// Octets of the largest object: an update with far more attributes than discoverd's users have. What is longer is no
  /// conversation of ours, and would only fill the memory.
  package static let maximumLength = 64 << 10

  package init() {}

  /// Takes octets in.
  ///
  /// - Returns: the objects that are whole now.
  /// - Throws: ``WireError`` where something else than an object begins, or one is too large.
  package mutating func receive(_ octets: some Sequence<UInt8>) throws(WireError) -> [[UInt8]] {
    var objects: [[UInt8]] = []
    for octet in octets {
      if depth == 0 {
        guard octet != UInt8(ascii: "{") else {
          (object, depth) = ([octet], 1)
          continue
        }
        guard [0x20, 0x09, 0x0A, 0x0D].contains(octet) else { throw .notAnObject }
      } else {
        guard object.count < Self.maximumLength else { throw .tooLong }
        object.append(octet)
        if step(octet) { objects.append(object) }
      }
    }
    return objects
  }

  /// Follows an octet inside an object; whether the object ends with it.
  private mutating func step(_ octet: UInt8) -> Bool {
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if octet == UInt8(ascii: "\\") {
        isEscaped = true
      } else if octet == UInt8(ascii: "\"") {
        isInString = false
      }
      return false
    }
    switch octet {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
    default: break
    }
    return depth == 0
  }
}

/// Why octets are not a conversation in discoverd's protocol.
package enum WireError: Error, Equatable, CustomStringConvertible {
  case notAnObject
  case tooLong
  case malformed
  /// The server's words.
  case refusedCall(String)
  case tooManyInstances
  /// What the server said instead of the handshake's reply.
  case refusedHandshake(String)

  /// Whether the server speaks HTTP, but not the protocol, as one of version 2 does.
  var isOtherVersion: Bool {
    if case .refusedHandshake(let line) = self { line.hasPrefix("HTTP/1.") } else { false }
  }

  package var description: String {
    switch self {
    case .notAnObject: "expected a JSON object"
    case .tooLong: "a JSON object of more than \(JSONObjectFramer.maximumLength) octets"
    case .malformed: "a JSON object that is none of the protocol's"
    case .refusedCall(let text): "the server refuses: \(text)"
    case .tooManyInstances: "more than \(RPCSubscription.maximumInstances) instances"
    case .refusedHandshake(let line): "expected '\(RPCHandshake.status)', found '\(line)'"
    }
  }
}
