internal import Glibc
internal import HostSystem
internal import NIOCore
internal import NIOPosix
internal import Responder

/// Binding one address for both transports.
extension DNSListener {
  /// Ports that the kernel gives for UDP may be taken for TCP; so many are tried.
  private static let maximumPortAttempts = 16
  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: CInt = 128

  /// A TCP channel and a first UDP socket on the same port, which is another one for port 0. What was passed for the address is used.
  static func bind(
    _ address: ListenAddress, _ loop: BoundTCPLoop, _ passed: inout PassedSockets
  ) async throws -> (any Channel, UDPSocket) {
    // UDP ports are shared among our workers, so a second server would take questions from the first before it fails.
    if address.address.port != 0 {
      let (datagram, stream) = (passed.take(.datagram, address), passed.take(.stream, address))
      let channel = try await bindNamed(address, loop, stream)
      do {
        return (channel, try datagram.map { try UDPSocket($0, for: address) } ?? UDPSocket(address))
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
        return (try await bindNamed(bound, loop, nil), socket)
      } catch let error as BindError {
        guard attempts > 0, error.reason == EADDRINUSE else { throw error }
      }
    }
  }

  private static func bindNamed(
    _ address: ListenAddress, _ loop: BoundTCPLoop, _ passed: PassedSocket?
  ) async throws -> any Channel {
    do {
      let bootstrap = bootstrap(loop)
      if let passed { return try await bootstrap.withBoundSocket(passed.number).get() }
      return try await bootstrap.bind(to: address.address).get()
    } catch let error as IOError {
      throw BindError(what: "TCP \(address.address.hostAndPort)", setting: address.setting, reason: error.errnoCode)
    }
  }

  private static func bootstrap(_ loop: BoundTCPLoop) -> ServerBootstrap {
    ServerBootstrap(group: loop.eventLoop)
      .serverChannelOption(.backlog, value: backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      // Connections have it from the socket that listens (tcp(7)): two system calls less for each.
      .serverChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(TCPConnection(loop.bound.value))
        }
      }
  }
}

/// What the TCP connections of all addresses share, on their event loop.
struct BoundTCPLoop: Sendable {
  let eventLoop: any EventLoop
  let bound: NIOLoopBound<TCPLoop>

  init(_ parts: ServingParts, on eventLoop: any EventLoop) async throws {
    self.eventLoop = eventLoop
    bound = try await eventLoop.submit { NIOLoopBound(TCPLoop(parts), eventLoop: eventLoop) }.get()
  }
}

extension PassedSockets {
  fileprivate mutating func take(_ kind: ClientSocket.Kind, _ address: ListenAddress) -> PassedSocket? {
    take(kind, host: address.address.ipAddress, port: address.address.port)
  }
}
