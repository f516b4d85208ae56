import Glibc
package import NIOCore
import NIOPosix

/// What goes wrong with the answer to one request.
package enum FakeFault: Sendable {
  /// Another status, in the server's words.
  case status(Int, String)
  /// No answer, ever.
  case silence
  /// The end of the connection, without a word.
  case close
  /// A reset of the connection.
  case reset
  /// Octets of any kind, and the end.
  case octets([UInt8])
  /// The answer, octet by octet, with pauses.
  case slow(TimeAmount)
  /// Half of the answer, and the end.
  case half
  /// A body without end, in chunks of a mebibyte.
  case endless

  /// Carries it out in the place of an `answer`.
  func carryOut(_ answer: [UInt8], _ channel: any Channel) {
    switch self {
    case .status(let status, let text): channel.say(FakeAnswer.octets(status: status, text))
    case .silence: break
    case .close: channel.close(promise: nil)
    case .reset: Self.reset(channel)
    case .octets(let octets): Self.end(octets, channel)
    case .slow(let pause): Self.trickle(answer[...], pause, channel)
    case .half: Self.end(Array(answer.prefix(answer.count / 2)), channel)
    case .endless: Self.pour(ByteBuffer(bytes: FakeAnswer.chunkedHead), channel)
    }
  }

  private static func end(_ octets: [UInt8], _ channel: any Channel) {
    channel.writeAndFlush(ByteBuffer(bytes: octets)).whenComplete { _ in channel.close(promise: nil) }
  }

  /// Closing a socket that lingers for no time resets its connection.
  private static func reset(_ channel: any Channel) {
    guard let options = channel as? any SocketOptionProvider else { return }
    options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
  }

  private static func trickle(_ octets: ArraySlice<UInt8>, _ pause: TimeAmount, _ channel: any Channel) {
    guard !octets.isEmpty, channel.isActive else { return }
    channel.say(octets.prefix(1))
    channel.eventLoop.scheduleTask(in: pause) { trickle(octets.dropFirst(), pause, channel) }
  }

  private static let mebibyte = ByteBuffer(
    bytes: Array("100000\r\n".utf8) + [UInt8](repeating: 0x20, count: 1 << 20) + Array("\r\n".utf8))

  private static func pour(_ octets: ByteBuffer, _ channel: any Channel) {
    channel.writeAndFlush(octets).whenSuccess { pour(mebibyte, channel) }
  }
}

/// Answers as Go's server writes them.
package enum FakeAnswer {
  /// The head of a body without a length.
  static let chunkedHead = Array(
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 11\r\nTransfer-Encoding: chunked\r\n\r\n".utf8
  )

  /// An error: text, and headers that mean nothing.
  package static func octets(status: Int, _ text: String) -> [UInt8] {
    octets(
      status, ["Content-Type: text/plain; charset=utf-8", "X-Consul-Index: 1", "X-Consul-Knownleader: false"], text)
  }

  /// A list; from 2,048 octets on in chunks.
  static func octets(list: String, index: UInt64, policy: String, contact: Int) -> [UInt8] {
    let headers = [
      "Content-Type: application/json", "Vary: Accept-Encoding", "X-Consul-Default-Acl-Policy: \(policy)",
      "X-Consul-Effective-Consistency: stale", "X-Consul-Index: \(index)", "X-Consul-Knownleader: false",
      "X-Consul-Lastcontact: \(contact)", "X-Consul-Query-Backend: streaming",
    ]
    return octets(200, headers, list)
  }

  private static func octets(_ status: Int, _ headers: [String], _ text: String) -> [UInt8] {
    let body = Array(text.utf8)
    let form = body.count < 2048 ? "Content-Length: \(body.count)" : "Transfer-Encoding: chunked"
    let head =
      Array((["HTTP/1.1 \(status) S"] + headers + [form]).joined(separator: "\r\n").utf8) + Array("\r\n\r\n".utf8)
    guard body.count >= 2048 else { return head + body }
    let chunks = stride(from: 0, to: body.count, by: 4096).flatMap { start -> [UInt8] in
      let chunk = body[start..<min(start + 4096, body.count)]
      return Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
    }
    return head + chunks + Array("0\r\n\r\n".utf8)
  }
}
