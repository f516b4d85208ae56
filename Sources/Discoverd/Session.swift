internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A conversation that runs on an event loop, as any thread can use it.
struct Session<Request: Sendable>: Sendable {
  private let receive: @Sendable (Request) -> Void
  private let end: @Sendable () -> Void

  /// Starts a conversation, with ``DiscoverdCluster/patience``. `noteServer` and `report` are called on its event loop.
  init<Talk: Conversation>(
    _ talk: Talk, patience: Int = 1, noteServer: @escaping @Sendable (ServerNote) -> Void,
    report: @escaping @Sendable (Talk.Report) -> Void
  ) where Talk.Request == Request {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let runner = eventLoop.submit {
      let runner = ConversationRunner(talk, on: eventLoop, patience: patience, noteServer: noteServer, report: report)
      runner.receive(.started)
      return NIOLoopBound(runner, eventLoop: eventLoop)
    }
    receive = { request in runner.whenSuccess { $0.value.receive(.requested(request)) } }
    end = { runner.whenSuccess { $0.value.stop() } }
  }

  /// Asks something of the conversation.
  func ask(_ request: Request) { receive(request) }

  /// Closes everything at once.
  func stop() { end() }
}

/// Numbers for sessions, none given twice.
enum SessionNumber {
  private static let last = Atomic<Int>(0)

  static func next() -> Int { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
