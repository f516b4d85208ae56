import Foundation
import NIOCore

/// A socket of the test, closed at the end of its life; no program that is started meanwhile has it, too. Receiving ends after so
/// many seconds of patience: a machine that stands still for a while is no silence.
package final class TestSocket: Sendable {
  private let number: CInt

  /// What the system calls the two kinds of sockets.
  package enum Kind: CInt, Sendable { case tcp = 1, udp = 2 }

  /// Connects, from another address where one is given; what is sent over TCP goes at once, each octet in a segment of its own where
  /// it is sent alone. The kernel keeps about so many octets of `room` until they are received, or as many as it likes: some keep tens
  /// of millions.
  package init(
    _ kind: Kind, port: Int, address: String = "127.0.0.1", from own: String? = nil, patience: Int = 120,
    room: CInt? = nil
  ) throws {
    number = socket(AF_INET, kind.rawValue | CInt(SOCK_CLOEXEC.rawValue), 0)
    var time = timeval(tv_sec: patience, tv_usec: 0)
    unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    if var room { unsafe setsockopt(number, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<CInt>.size)) }
    var yes: CInt = 1
    if kind == .tcp {
      unsafe setsockopt(number, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
    }
    if let own {
      _ = unsafe try SocketAddress(ipAddress: own, port: 0).withSockAddr { unsafe bind(number, $0, socklen_t($1)) }
    }
    let socketAddress = try SocketAddress(ipAddress: address, port: port)
    let status = unsafe socketAddress.withSockAddr { unsafe connect(number, $0, socklen_t($1)) }
    guard status == 0 else { throw ProgramError("nobody listens at \(address):\(port)") }
  }

  deinit { close(number) }

  /// Sends octets: a datagram, or a part of the stream.
  package func send(_ octets: [UInt8]) { _ = unsafe Glibc.send(number, octets, octets.count, CInt(MSG_NOSIGNAL)) }

  /// Ends what is sent.
  package func finishSending() { shutdown(number, CInt(SHUT_WR)) }

  /// What comes next; empty at the end, absent where nothing comes in time.
  package func receive() async -> [UInt8]? { await receive(by: Stopwatch()).octets }

  /// What comes next, and when it came: what happens between that and the test's next turn does not count.
  package func receive(by stopwatch: Stopwatch) async -> (octets: [UInt8]?, time: Duration) {
    await waiting { [number] in
      var buffer = [UInt8](repeating: 0, count: 70_000)
      let count = Self.receive(into: &buffer, from: number)
      let octets = count < 0 ? (errno == ECONNRESET ? [] : nil) : Array(buffer.prefix(count))
      return (octets, stopwatch.elapsed)
    }
  }

  /// Receives, also over a stop of the process, which ends the waiting of a socket whose patience is limited: signal(7).
  private static func receive(into buffer: inout [UInt8], from number: CInt) -> Int {
    while true {
      let count = unsafe recv(number, &buffer, buffer.count, 0)
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// The next message of a stream, behind its length.
  package func receiveMessage() async -> [UInt8]? {
    await waiting { [number] in
      guard let length = Self.receive(2, from: number) else { return nil }
      return Self.receive(Int(length[0]) << 8 | Int(length[1]), from: number)
    }
  }

  private static func receive(_ count: Int, from number: CInt) -> [UInt8]? {
    var octets: [UInt8] = []
    while octets.count < count {
      var buffer = [UInt8](repeating: 0, count: count - octets.count)
      let received = receive(into: &buffer, from: number)
      guard received > 0 else { return nil }
      octets += buffer.prefix(received)
    }
    return octets
  }

  /// Waits in the kernel on a thread of its own, since the server under test needs those of the common pool.
  private func waiting<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body()) }
    }
  }
}

/// A message behind its length, as over TCP.
package func framed(_ message: [UInt8]) -> [UInt8] {
  [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
}
