internal import Discoverd
internal import DiscoverdAgent
internal import NIOCore
internal import NIOEmbedded

extension FuzzSubject {
  /// Clients of our own discoverd, one connection after another to the same: an octet for the length of segments, then what each
  /// says, in either protocol.
  package static let agent = FuzzSubject("FuzzAgent") { octets in
    var parts = InputParts(octets.dropFirst())
    var agent = FuzzedAgent()
    while let part = parts.next() {
      if let complaint = agent.complaint(about: part, segment: Int(octets.first ?? 0)) { return complaint }
    }
    agent.end()
    return nil
  }
}

/// An agent whose connections are in memory.
private struct FuzzedAgent {
  private let eventLoop = EmbeddedEventLoop()
  private let front: AgentFront
  private var channels: [Connection] = []

  /// A channel, and whether its client was told that it speaks the first protocol.
  private typealias Connection = (channel: EmbeddedChannel, speaksRPC: Bool)

  init() { front = AgentFront(eventLoop, externalAddress: "10.0.3.1") }

  /// Says something on a new connection, which stays open so that it is told of what others do.
  mutating func complaint(about said: [UInt8], segment: Int) -> String? {
    let channel = EmbeddedChannel(handler: front.makeHandler(), loop: eventLoop)
    channels.append((channel, false))
    do {
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
      for octets in said.segments(of: segment) where channel.isActive {
        try channel.writeInbound(ByteBuffer(bytes: octets))
        eventLoop.run()
      }
      for index in channels.indices {
        if let complaint = try Self.complaint(aboutWordsOn: &channels[index]) { return complaint }
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  mutating func end() {
    front.end()
    eventLoop.run()
  }

  /// What the agent says in the first protocol behind its handshake, clients can read.
  private static func complaint(aboutWordsOn connection: inout Connection) throws -> String? {
    while let buffer = try connection.channel.readOutbound(as: ByteBuffer.self) {
      let octets = Array(buffer.readableBytesView)
      if octets == RPCHandshake.reply { connection.speaksRPC = true }
      guard connection.speaksRPC, octets != RPCHandshake.reply else { continue }
      var framer = JSONObjectFramer()
      guard let objects = try? framer.receive(octets), objects.count == 1, (try? RPCReply(objects[0])) != nil else {
        return "a reply that is none: \(String(decoding: octets, as: UTF8.self))"
      }
    }
    return nil
  }
}
