import CDatagram
import Foundation
import TestSupport
import Testing

@Suite("Answers that the system has no room for")
struct UnsentTests {
  /// Two sockets that send to each other, of which the second reads nothing. A send that waits ends after thirty seconds.
  private func sockets() throws -> (server: CInt, client: CInt) {
    let numbers = (0..<2).map { _ in socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0) }
    // An address of nothing but its family lets the system choose a name.
    var family = sa_family_t(AF_UNIX)
    for number in numbers { #expect(unsafe withAddress(&family) { unsafe bind(number, $0, $1) } == 0) }
    var (name, length) = (sockaddr_un(), socklen_t(MemoryLayout<sockaddr_un>.size))
    #expect(unsafe withAddress(&name) { address, _ in unsafe getsockname(numbers[0], address, &length) } == 0)
    #expect(unsafe withAddress(&name) { address, _ in unsafe connect(numbers[1], address, length) } == 0)
    var time = [30, 0]  // a timeval: seconds, microseconds
    unsafe setsockopt(numbers[0], SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(2 * MemoryLayout<Int>.size))
    return (numbers[0], numbers[1])
  }

  private func withAddress<Value>(_ value: inout Value, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> CInt)
    -> CInt
  {
    unsafe withUnsafeMutablePointer(to: &value) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<Value>.size))
      }
    }
  }

  @Test("neither a worker nor the relay waits until a client has taken what it asked for")
  func neverWaits() throws {
    let (server, client) = try sockets()
    defer { for number in [server, client] { close(number) } }
    guard let batch = unsafe datagram_batch_create(1, 512, 512) else {
      Issue.record("no memory")
      return
    }
    defer { unsafe datagram_batch_destroy(batch) }
    var message = [UInt8](repeating: 0, count: 12)
    #expect(unsafe send(client, &message, message.count, 0) == 12)
    #expect(unsafe datagram_batch_receive(batch, server, true) == 1)
    var pipe: [CInt] = [-1, -1]
    #expect(unsafe socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue), 0, &pipe) == 0)
    defer { for number in pipe { close(number) } }
    var waiting = datagram_waiting()
    #expect(unsafe datagram_batch_hand_over(batch, 0, 12, 0, pipe[0]) == 1)
    #expect(unsafe datagram_take(pipe[1], &waiting, false) == 1)
    unsafe datagram_batch_queue(batch, 0, 12)
    #expect(unsafe datagram_batch_queued(batch) == 1)
    let stopwatch = Stopwatch()
    var sent = 0
    while sent < 100_000, unsafe datagram_batch_send(batch, server) == 1 { sent += 1 }
    #expect((1..<100_000).contains(sent))
    #expect(unsafe datagram_answer(server, &waiting.source, &message, message.count) == -EAGAIN)
    #expect(stopwatch.elapsed < .seconds(20))
  }
}
