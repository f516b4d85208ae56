import CDatagram
import Dispatch
import HostSystem
import NIOCore
import NIOPosix
import Testing

@testable import DNSServer

/// The scheduler's turns of event loops.
@Suite("Short turns of event loops")
struct ShortTurnsTests {
  /// Of systems that know no such turns all are told to be 0.
  @Test(
    "event loops have short turns once they are asked for, and other threads keep theirs, those that a loop starts too")
  func turns() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let loops = Array(group.makeIterator())
    let usual = try await loops[0].submit { thread_turn() }.get()
    ShortTurns.ask(for: group)
    for eventLoop in loops {
      let turn = try await eventLoop.submit { thread_turn() }.get()
      #expect(turn == (usual == 0 ? 0 : 100_000))
    }
    let other = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    #expect(try await other.next().submit { thread_turn() }.get() == usual)
    let inherited = try await loops[0].submit { Self.turnOfNewThread() }.get()
    #expect(inherited == usual)
    try await group.shutdownGracefully()
    try await other.shutdownGracefully()
  }

  /// The turn of a thread that the calling one starts.
  private static func turnOfNewThread() -> UInt64 {
    let turn = Guarded<UInt64?>(nil)
    let ended = DispatchSemaphore(value: 0)
    startThread {
      turn.withLock { $0 = thread_turn() }
      ended.signal()
    }
    ended.wait()
    return turn.withLock { $0 } ?? .max
  }
}
