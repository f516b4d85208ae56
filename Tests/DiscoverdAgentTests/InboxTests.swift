import Discovery
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import DiscoverdAgent

/// What a reader of the agent's services is told, without an event loop.
@Suite("What changed, for a reader that waits and for one that does not", .timeLimit(.minutes(5)))
struct InboxTests {
  private let inbox = AgentInbox()
  private let changed = ServiceSet([])

  /// What a reader is told that waits, once `body` has been run.
  private func told(_ body: () -> Void) async throws -> AgentInbox.News {
    async let news = inbox.news()
    try await wait { inbox.hasReader }
    body()
    return await news
  }

  private func fail() { Issue.record("the reader was told something else") }

  @Test("who waits is told what has changed, and the event loop is not asked for it again")
  func waiting() async throws {
    let news = try await told { inbox.note("web") { changed } }
    guard case .event(.changed(["web": changed])) = news else { return fail() }
    #expect(inbox.take().isEmpty)
  }

  @Test("while nobody waits changes add up, service by service, and no set is made")
  func adding() async {
    for name in ["web", "api", "web"] {
      inbox.note(name) {
        Issue.record("a set that nobody waits for")
        return changed
      }
    }
    guard case .more = await inbox.news() else { return fail() }
    #expect(inbox.take() == ["web", "api"])
    #expect(inbox.take().isEmpty)
  }

  @Test("a cancelled reader is told so, while it waits and before, and nothing is kept for it")
  func cancelled() async throws {
    let reading = Task { [inbox] in await inbox.news() }
    defer { reading.cancel() }
    try await wait { inbox.hasReader }
    reading.cancel()
    guard case .ended = await reading.value else { return fail() }
    inbox.note("web") { changed }
    #expect(inbox.take().isEmpty)
    guard case .ended = await inbox.news() else { return fail() }
  }

  @Test("what an event loop makes ready goes on there")
  func onLoop() async {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let isThere = await Task(executorPreference: LoopExecutor(eventLoop)) {
      await Task.yield()
      return eventLoop.inEventLoop
    }.value
    #expect(isThere)
  }
}
