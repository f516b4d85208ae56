/// How a conversation with a discoverd of version 1 begins, after which both sides send JSON objects.
package enum RPCHandshake {
  package static let path = "/_goRPC_"
  package static let mediaType = "application/vnd.flynn.rpc-hijack+json"
  /// The status that Go's client compares.
  package static let status = "200 Connected to Go RPC"
  /// What the client sends.
  package static let request = Array("CONNECT \(path) HTTP/1.0\r\nAccept: \(mediaType)\r\n\r\n".utf8)
  /// What the server replies, with bare line feeds.
  package static let reply = Array("HTTP/1.0 \(status)\n\n".utf8)

  /// Reads the server's reply from the front of `inbox`.
  ///
  /// - Returns: whether it is whole.
  /// - Throws: ``WireError/refusedHandshake(_:)`` at the first octet that differs.
  static func readReply(_ inbox: inout [UInt8]) throws(WireError) -> Bool {
    let start = inbox.prefix(reply.count)
    guard start.elementsEqual(reply.prefix(start.count)) else {
      let line = inbox.prefix(80).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      throw .refusedHandshake(String(decoding: line, as: UTF8.self))
    }
    guard inbox.count >= reply.count else { return false }
    inbox.removeFirst(reply.count)
    return true
  }
}
