import NIOCore
import NIOPosix

/// Hands questions over UDP on to a server of 127.0.0.1, but each only when it comes for the second time: the first is lost.
final class ForgetfulForwarder: Sendable {
  private let channel: any Channel

  init(to server: Int) async throws {
    channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            Handler(try SocketAddress(ipAddress: "127.0.0.1", port: server)))
        }
      }.bind(host: "127.0.0.1", port: 0).get()
  }

  var port: Int { channel.localAddress?.port ?? 0 }
  func stop() async throws { try await channel.close() }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let server: SocketAddress
    private var seen: Set<ByteBuffer> = []
    /// Who has asked, by the ID of the question.
    private var clients: [UInt16: SocketAddress] = [:]

    init(_ server: SocketAddress) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let envelope = unwrapInboundIn(data)
      guard let id: UInt16 = envelope.data.getInteger(at: envelope.data.readerIndex) else { return }
      if envelope.remoteAddress == server {
        if let client = clients[id] { send(envelope.data, to: client, context) }
      } else if !seen.insert(envelope.data).inserted {
        clients[id] = envelope.remoteAddress
        send(envelope.data, to: server, context)
      }
    }

    private func send(_ message: ByteBuffer, to address: SocketAddress, _ context: ChannelHandlerContext) {
      context.writeAndFlush(wrapOutboundOut(AddressedEnvelope(remoteAddress: address, data: message)), promise: nil)
    }
  }
}
