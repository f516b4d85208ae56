internal import NIOCore
internal import NIOPosix

/// The sockets of all attempts over UDP.
final class DatagramAttempts {
  private let eventLoop: any EventLoop
  private var handlers: [AttemptKey: DatagramHandler] = [:]

  init(on eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  /// Sends a message on a new socket.
  func open(_ key: AttemptKey, _ upstream: Upstream, _ message: [UInt8], for owner: any AttemptOwner) {
    let handler = DatagramHandler(key, message, owner)
    handlers[key] = handler
    let bound = NIOLoopBound(handler, eventLoop: eventLoop)
    DatagramBootstrap(group: eventLoop)
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: DatagramHandler.receiveOctets))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(bound.value) }
      }
      .connect(to: upstream.address)
      .assumeIsolated().whenFailure { handler.fail(AttemptFailure($0)) }
  }

  /// Closes an attempt's socket, if it has one.
  func close(_ key: AttemptKey) { handlers.removeValue(forKey: key)?.close() }
}
