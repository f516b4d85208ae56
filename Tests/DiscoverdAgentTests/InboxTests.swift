import Discovery
import Testing

@testable import DiscoverdAgent

/// What a reader of the agent's services is told, without an event loop.
@Suite("What changed, for a reader that waits and for one that does not")
struct InboxTests {
  private let inbox = AgentInbox()
  private let changed = ServiceSet([])

  /// What a reader is told that waits, once `body` has been run.
  private func told(_ body: () -> Void) async -> AgentInbox.News {
    async let news = inbox.news()
    while !inbox.hasReader { await Task.yield() }
    body()
    return await news
  }

  @Test("who waits is told what has changed, and the event loop is not asked for it again")
  func waiting() async {
    let news = await told { inbox.note("web") { changed } }
    guard case .event(.changed(["web": changed])) = news else { return #expect(Bool(false), "\(news)") }
    #expect(inbox.take().isEmpty)
  }

  @Test("while nobody waits changes add up, service by service, and no set is made")
  func adding() async {
    for name in ["web", "api", "web"] { inbox.note(name) { fatalError("a set that nobody waits for") } }
    guard case .more = await inbox.news() else { return #expect(Bool(false)) }
    #expect(inbox.take() == ["web", "api"])
    #expect(inbox.take().isEmpty)
  }

  @Test("a cancelled reader is told so, while it waits and before, and nothing is kept for it")
  func cancelled() async {
    let reading = Task { [inbox] in await inbox.news() }
    while !inbox.hasReader { await Task.yield() }
    reading.cancel()
    guard case .ended = await reading.value else { return #expect(Bool(false)) }
    inbox.note("web") { changed }
    #expect(inbox.take().isEmpty)
    guard case .ended = await inbox.news() else { return #expect(Bool(false)) }
  }
}
