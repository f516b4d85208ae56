import CAllocationCounter
import DNSServer
import DNSWire
import Foundation
import NIOCore
import Responder

/// A worker and its client in one thread, so that what is counted is what the worker does.
struct WorkerStep: ~Copyable {
  private let socket: UDPSocket
  private let client: UDPSocket
  private let worker: UDPWorker
  private let batch = DatagramBatch()
  private var responder: Responder

  /// So few questions are handed over that both is counted: handing one over, and failing where there is no room.
  private static let maximumRelayed = 100

  init(_ responder: consuming Responder, socket: UDPSocket, client: UDPSocket) {
    (self.socket, self.client) = (socket, client)
    let (waitingPipe, relayPipe) = (WaitingPipe(maximum: 0), WaitingPipe(maximum: Self.maximumRelayed))
    worker = UDPWorker(
      0, socket: socket, waitingPipe: waitingPipe, relayPipe: relayPipe, limiter: RateLimiter(rate: 1))
    self.responder = responder
  }

  /// Two sockets of which the second sends to the first.
  static func sockets() throws -> (socket: UDPSocket, client: UDPSocket) {
    let loopback = ListenAddress(try SocketAddress(ipAddress: "127.0.0.1", port: 0), setting: "probe")
    let (socket, client) = (try UDPSocket(loopback), try UDPSocket(loopback))
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: socket.port)
    guard unsafe address.withSockAddr({ unsafe connect(client.number, $0, socklen_t($1)) }) == 0 else {
      throw POSIXError(.ECONNREFUSED)
    }
    return (socket, client)
  }

  /// The allocations and answers for many copies of a message; the first batch is not counted.
  mutating func count(_ message: [UInt8]) throws -> (allocations: UInt64, answers: Int) {
    var (allocations, answers): (UInt64, Int) = (0, 0)
    var room = [UInt8](repeating: 0, count: 2048)
    for round in 0..<20 {
      for _ in 0..<16 { unsafe send(client.number, message, message.count, 0) }
      var left = 16
      while left > 0 {
        let before = allocation_count()
        let received = batch.receive(from: socket.number)
        guard received > 0 else { throw POSIXError(.EIO) }
        worker.answer(UInt32(received), batch, &responder)
        if round > 0 { allocations += allocation_count() - before }
        left -= Int(received)
      }
      while unsafe recv(client.number, &room, room.count, CInt(MSG_DONTWAIT)) > 0 { answers += 1 }
    }
    return (allocations, answers)
  }
}
