internal import DNSWire
internal import HostSystem

/// A question as it is sent: with EDNS, and an ID that nobody can guess.
struct LookupQuestion {
  let id = UInt16.random(in: .min ... .max)
  let octets: [UInt8]

  init(_ name: Name, _ type: RecordType) {
    let header = [UInt8(id >> 8), UInt8(id & 0xFF), 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    let question = [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xFF), 0, 1]
    let size = EDNS.ownPayloadSize
    let opt: [UInt8] = [0, 0, 41, UInt8(size >> 8), UInt8(size & 0xFF), 0, 0, 0, 0, 0, 0]
    octets = header + name.wire + question + opt
  }
}

/// What came back, and how.
struct LookupReply {
  let octets: [UInt8]
  let isOverTCP: Bool
  let time: Duration

  /// TC, RFC 1035 section 4.1.1.
  var isTruncated: Bool { octets.count > 2 && octets[2] & 2 != 0 }
}

/// Why there is no answer.
enum LookupError: Error, CustomStringConvertible {
  case socket(SocketError, seconds: Int)
  case malformed

  /// Whether nothing came in time.
  var isTimeout: Bool { if case .socket(let error, _) = self { error.isTimeout } else { false } }

  var description: String {
    switch self {
    case .socket(let error, let seconds) where error.isTimeout: "no answer within \(seconds) seconds"
    case .socket(let error, _): error.description
    case .malformed: "the answer is no DNS message"
    }
  }
}

/// One question and its answer.
enum Lookup {
  /// Seconds to wait: as long as stub resolvers do.
  static let timeout = 5

  /// Asks once, over UDP or TCP. What is no answer to this question is passed over.
  static func ask(
    _ question: LookupQuestion, host: String, port: Int, overTCP: Bool, timeout: Int = timeout
  ) throws(LookupError) -> LookupReply {
    let start = ContinuousClock.now
    do throws(SocketError) {
      let kind = overTCP ? ClientSocket.Kind.stream : .datagram
      let socket = try ClientSocket(kind, to: host, port: UInt16(port), timeout: timeout)
      let length = UInt16(question.octets.count)
      try socket.send((overTCP ? [UInt8(length >> 8), UInt8(length & 0xFF)] : []) + question.octets)
      while ContinuousClock.now - start < .seconds(timeout) {
        let octets = overTCP ? try framed(socket) : try socket.receive(atMost: 65_535)
        if octets.isEmpty && overTCP { break }
        guard octets.count > 2, UInt16(octets[0]) << 8 | UInt16(octets[1]) == question.id else { continue }
        return LookupReply(octets: octets, isOverTCP: overTCP, time: ContinuousClock.now - start)
      }
    } catch {
      throw .socket(error, seconds: timeout)
    }
    throw .malformed
  }

  /// A message behind its length, RFC 1035 section 4.2.2; empty where the stream ends before.
  private static func framed(_ socket: borrowing ClientSocket) throws(SocketError) -> [UInt8] {
    let length = try receive(2, socket)
    guard length.count == 2 else { return [] }
    return try receive(Int(length[0]) << 8 | Int(length[1]), socket)
  }

  private static func receive(_ count: Int, _ socket: borrowing ClientSocket) throws(SocketError) -> [UInt8] {
    var octets: [UInt8] = []
    while octets.count < count {
      let more = try socket.receive(atMost: count - octets.count)
      guard !more.isEmpty else { return [] }
      octets += more
    }
    return octets
  }
}
