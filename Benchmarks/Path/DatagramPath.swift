import DNSServer
import Glibc
import NIOCore
import Responder

/// A UDP worker and its client in one thread: from datagram to datagram, the kernel's part left out by callgrind.
enum DatagramPath {
  /// Datagrams that are received together.
  private static let together = 16
  /// Rounds that are counted. Before them some are not, so that symbols are bound and memory has been touched.
  private static let (counted, warming) = (50, 4)

  /// How many answers were given while it was counted.
  static func answers(to message: [UInt8], _ responder: consuming Responder) throws -> Int {
    var path = Path(responder, try sockets())
    for _ in 0..<warming { try path.send(message, together) }
    path.answer(warming * together)
    guard path.answersReceived() > 0 else { throw Failure.noAnswer }
    try path.send(message, counted * together)
    measuredAnswers { path.answer(counted * together) }
    return path.answersReceived()
  }

  enum Failure: Error { case noAnswer, socket(CInt) }

  /// Two sockets of which the second sends to the first.
  private static func sockets() throws -> (socket: UDPSocket, client: UDPSocket) {
    let loopback = ListenAddress(try SocketAddress(ipAddress: "127.0.0.1", port: 0), setting: "benchmark")
    let (socket, client) = (try UDPSocket(loopback), try UDPSocket(loopback))
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: socket.port)
    guard unsafe address.withSockAddr({ unsafe connect(client.number, $0, socklen_t($1)) }) == 0 else {
      throw Failure.socket(errno)
    }
    return (socket, client)
  }

  /// A worker with its sockets.
  private struct Path: ~Copyable {
    private let socket: UDPSocket
    private let client: UDPSocket
    private let worker: UDPWorker
    private let batch = DatagramBatch()
    private var responder: Responder

    init(_ responder: consuming Responder, _ sockets: (socket: UDPSocket, client: UDPSocket)) {
      (socket, client) = sockets
      let none = WaitingPipe(maximum: 0)
      worker = UDPWorker(0, socket: socket, waitingPipe: none, relayPipe: none)
      self.responder = responder
    }

    /// Sends a message so many times; all of it has to fit the socket's buffer.
    func send(_ message: [UInt8], _ count: Int) throws {
      for _ in 0..<count where unsafe Glibc.send(client.number, message, message.count, 0) < 0 {
        throw Failure.socket(errno)
      }
    }

    /// Receives and answers so many datagrams.
    mutating func answer(_ count: Int) {
      var left = count
      while left > 0 {
        let received = batch.receive(from: socket.number)
        guard received > 0 else { return }
        worker.answer(UInt32(received), batch, &responder)
        left -= Int(received)
      }
    }

    /// How many answers the client has.
    func answersReceived() -> Int {
      var room = [UInt8](repeating: 0, count: 2048)
      var count = 0
      while unsafe recv(client.number, &room, room.count, CInt(MSG_DONTWAIT)) > 0 { count += 1 }
      return count
    }
  }
}
