import Discovery
import Foundation
import Logging
import NIOCore
import NIOPosix
import HostSystem
import Testing

@testable import Discoverd

/// A discoverd of version 1 whose services have many instances, and change when the test says so. Who subscribes later, as every watch
/// does from time to time, gets the last change, too.
private final class LargeDiscoverd: Sendable {
  private let channel: any Channel
  private let state = Guarded<(clients: [(name: String, channel: any Channel)], change: Int?)>(([], nil))

  init(instances: Int) async throws {
    let holder = Guarded<LargeDiscoverd?>(nil)
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelInitializer { client in
        client.eventLoop.makeCompletedFuture {
          try client.pipeline.syncOperations.addHandler(
            Replies(instances) { name, channel in
              holder.withLock { $0 }?.add(channel, name)
            })
        }
      }.bind(host: "127.0.0.1", port: 0).get()
    holder.withLock { $0 = self }
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  /// Changes the oldest instance of every service.
  func change(_ number: Int) {
    let clients = state.withLock { state in
      state.change = number
      state.clients.removeAll { !$0.channel.isActive }
      return state.clients
    }
    for (name, channel) in clients { Self.send(number, name, channel) }
  }

  private func add(_ channel: any Channel, _ name: String) {
    let number = state.withLock { state in
      state.clients.append((name, channel))
      return state.change
    }
    if let number { Self.send(number, name, channel) }
  }

  private static func send(_ number: Int, _ name: String, _ channel: any Channel) {
    let attributes = ["n": "\(number)", "fill": String(repeating: "x", count: 10_000)]
    let update = InstanceUpdate(name: name, address: "10.0.0.1:1", isOnline: true, attributes: attributes, created: 1)
    channel.writeAndFlush(ByteBuffer(bytes: RPCReply(id: [0x30], result: update.encoded).encoded), promise: nil)
  }

  func stop() async throws {
    try await channel.close()
    for (_, channel) in state.withLock({ $0.clients }) { channel.close(promise: nil) }
  }

  private final class Replies: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let instances: Int
    private let note: @Sendable (String, any Channel) -> Void
    private var hasShakenHands = false

    init(_ instances: Int, _ note: @escaping @Sendable (String, any Channel) -> Void) {
      (self.instances, self.note) = (instances, note)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = String(buffer: unwrapInboundIn(data))
      guard hasShakenHands else {
        hasShakenHands = true
        return context.writeAndFlush(NIOAny(ByteBuffer(bytes: RPCHandshake.reply)), promise: nil)
      }
      guard let name = text.firstMatch(of: #/"Name":"([^"]*)"/#).map({ String($0.1) }) else { return }
      var octets: [UInt8] = []
      for number in 1...instances {
        octets += Array(
          """
          {"id":0,"result":{"Name":"\(name)","Addr":"10.0.0.1:\(number)","Online":true,"Attrs":null,\
          "Created":\(number)},"error":null}\n
          """.utf8)
      }
      octets += RPCReply(id: [0x30], result: InstanceUpdate.current.encoded).encoded
      context.writeAndFlush(NIOAny(ByteBuffer(bytes: octets)), promise: nil)
      note(name, context.channel)
    }
  }
}

@Suite("A hundred sets with a thousand instances each", .timeLimit(.minutes(10)))
struct ManySetsTests {
  /// Octets by which memory may grow with 30 changes.
  private static let slack = 15 << 20
  private static let maximumChanges = 150

  /// Memory of this process, in octets.
  private var resident: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }

  /// Changes all services, and waits after every fifth change until all watches have seen it.
  private func change(_ server: LargeDiscoverd, _ watches: [ServiceWatch], _ numbers: ClosedRange<Int>) async throws {
    for number in numbers {
      server.change(number)
      guard number % 5 == 0 else { continue }
      for watch in watches {
        for await set in watch.sets where set.leader?.attributes["n"] == "\(number)" { break }
        #expect(watch.instances.count == 1000 && watch.leader?.endpoint.port == 1)
      }
    }
  }

  @Test("a watcher that never reads holds nobody up, and memory does not grow with the changes")
  func many() async throws {
    let server = try await LargeDiscoverd(instances: 1000)
    let source = DiscoverdSource(
      try patientCluster("127.0.0.1:\(server.port)", api: .v1),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let deaf = source.watch("set0")
    // One after the other: all at once may take longer than one subscription may.
    var watches: [ServiceWatch] = []
    for number in 0..<100 {
      let watch = ServiceWatch("set\(number)", of: source)
      for await set in watch.sets where set.instances.count == 1000 { break }
      watches.append(watch)
    }
    let deafReader = watches[0].updates().makeAsyncIterator()
    // Once to warm up; then what is kept of each change would show: 30 of 101 subscriptions, 10 kilooctets each, are 30 MB. What
    // waits at some moment, on a busy machine, does so once.
    try await change(server, watches, 1...30)
    var (growth, number) = (Int.max, 30)
    while growth >= Self.slack, number <= Self.maximumChanges {
      let before = resident
      try await change(server, watches, (number + 1)...(number + 30))
      (growth, number) = (resident - before, number + 30)
    }
    #expect(growth < Self.slack)
    withExtendedLifetime((deaf, deafReader)) {}
    for watch in watches { watch.close() }
    try await server.stop()
  }
}
