internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Responder

/// Binding one address for both transports.
extension DNSListener {
  /// Ports that the kernel gives for UDP may be taken for TCP; so many are tried.
  private static let maximumPortAttempts = 16
  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: CInt = 128

  /// A TCP channel and a first UDP socket on the same port, which is another one for port 0.
  static func bind(
    _ address: ListenAddress, on eventLoop: any EventLoop, _ parts: ServingParts
  ) async throws -> (any Channel, UDPSocket) {
    let loop = try await eventLoop.submit {
      NIOLoopBound(TCPLoop(parts), eventLoop: eventLoop)
    }.get()
    // UDP ports are shared among our workers, so a second server would take questions from the first before it fails.
    if address.address.port != 0 {
      let channel = try await bindNamed(address, loop, on: eventLoop)
      do {
        return (channel, try UDPSocket(address))
      } catch {
        try? await channel.close()
        throw error
      }
    }
    var attempts = maximumPortAttempts
    while true {
      attempts -= 1
      let socket = try UDPSocket(address)
      let bound = address.with(port: socket.port)
      do {
        return (try await bindNamed(bound, loop, on: eventLoop), socket)
      } catch let error as BindError {
        guard attempts > 0, error.reason == EADDRINUSE else { throw error }
      }
    }
  }

  private static func bindNamed(
    _ address: ListenAddress, _ loop: NIOLoopBound<TCPLoop>, on eventLoop: any EventLoop
  ) async throws -> any Channel {
    do {
      return try await bindTCP(address, loop, on: eventLoop)
    } catch let error as IOError {
      throw BindError(what: "TCP \(address.address.hostAndPort)", setting: address.setting, reason: error.errnoCode)
    }
  }

  private static func bindTCP(
    _ address: ListenAddress, _ loop: NIOLoopBound<TCPLoop>, on eventLoop: any EventLoop
  ) async throws -> any Channel {
    try await ServerBootstrap(group: eventLoop)
      .serverChannelOption(.backlog, value: backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(TCPConnection(loop.value))
        }
      }
      .bind(to: address.address).get()
  }
}
