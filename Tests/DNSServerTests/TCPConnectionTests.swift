import DNSWire
import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import DNSServer

@Suite("One TCP connection", .timeLimit(.minutes(5)))
struct TCPConnectionTests {
  /// A connection of a listener's parts, over a channel and a time that the test moves.
  private func connect(_ listening: Listening, times: ServingTimes = Listening.patient) throws -> EmbeddedChannel {
    let channel = EmbeddedChannel(handler: TCPConnection(TCPLoop(listening.parts(times: times))))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 53)).wait()
    return channel
  }

  private func ask(_ ids: ClosedRange<UInt16>, of service: String = "api", on channel: EmbeddedChannel) throws {
    let messages = try ids.flatMap { framed(try query("\(service).service.local", .a, id: $0)) }
    try channel.writeInbound(ByteBuffer(bytes: messages))
  }

  /// The IDs of the answers in the next write; none without one.
  private func ids(of channel: EmbeddedChannel) throws -> [UInt16] {
    var (ids, octets) = ([UInt16](), try channel.readOutbound(as: ByteBuffer.self) ?? ByteBuffer())
    while var message = octets.readLengthPrefixedSlice(as: UInt16.self) {
      let id = message.readInteger(as: UInt16.self)
      ids.append(try #require(id))
    }
    #expect(octets.readableBytes == 0)
    return ids
  }

  @Test("what one read has asked is answered in one write, in order")
  func together() async throws {
    let listening = try await Listening()
    try listening.publish("api", ["10.0.3.1:80"])
    let channel = try connect(listening)
    try ask(1...40, on: channel)
    #expect(try ids(of: channel) == Array(1...40))
    #expect(try ids(of: channel) == [])
    await listening.stop()
  }

  @Test("large answers go two by two, and wait for no third")
  func large() async throws {
    let listening = try await Listening()
    try listening.publish("api", (0..<5000).map { "10.1.\($0 / 250).\($0 % 250):80" })
    let channel = try connect(listening)
    try ask(1...5, on: channel)
    for expected in [[1, 2], [3, 4], [5]] as [[UInt16]] { #expect(try ids(of: channel) == expected) }
    await listening.stop()
  }

  @Test("answers before a message that is too short are sent, and the connection is closed")
  func short() async throws {
    let listening = try await Listening()
    try listening.publish("api", ["10.0.3.1:80"])
    let channel = try connect(listening)
    let octets = framed(try query("api.service.local", .a, id: 7)) + [0, 3]
    try channel.writeInbound(ByteBuffer(bytes: octets))
    #expect(try ids(of: channel) == [7] && !channel.isActive)
    await listening.stop()
  }

  @Test("it is idle from the last question on")
  func idle() async throws {
    let listening = try await Listening()
    try listening.publish("api", ["10.0.3.1:80"])
    let channel = try connect(listening, times: .usual)
    for id in 1...3 as ClosedRange<UInt16> {
      channel.embeddedEventLoop.advanceTime(by: .seconds(6))
      try ask(id...id, on: channel)
      #expect(try ids(of: channel) == [id])
    }
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(9_999))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
    #expect(!channel.isActive)
    await listening.stop()
  }
}
