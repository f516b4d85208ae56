package import Discovery
internal import NIOCore

/// The services that are registered with an agent in the same process.
package struct AgentSource: ListingSource {
  private let eventLoop: any EventLoop
  private let front: NIOLoopBound<AgentFront>

  init(eventLoop: any EventLoop, front: NIOLoopBound<AgentFront>) { (self.eventLoop, self.front) = (eventLoop, front) }

  package var name: String { "agent" }

  /// On the agent's event loop: a registration is published by the thread that has received it.
  package var executor: (any TaskExecutor)? { LoopExecutor(eventLoop) }

  /// All services, then what changes. While nobody reads, changes add up service by service and none is dropped.
  package func listing() -> AgentListing { AgentListing(eventLoop: eventLoop, front: front) }
}

/// The events of an agent's services.
package struct AgentListing: AsyncSequence, Sendable {
  fileprivate let eventLoop: any EventLoop
  fileprivate let front: NIOLoopBound<AgentFront>

  package func makeAsyncIterator() -> Iterator { Iterator(eventLoop: eventLoop, front: front) }

  package struct Iterator: AsyncIteratorProtocol {
    private let eventLoop: any EventLoop
    private let front: NIOLoopBound<AgentFront>
    private let inbox = AgentInbox()
    private var isFirst = true

    fileprivate init(eventLoop: any EventLoop, front: NIOLoopBound<AgentFront>) {
      (self.eventLoop, self.front) = (eventLoop, front)
    }

    package mutating func next() async -> ListingEvent? {
      await next(isolation: nil)
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> ListingEvent? {
      guard !isFirst else {
        isFirst = false
        return await ask { $0.open($1) }
      }
      switch await inbox.news(isolation: actor) {
      case .event(let event): return event
      case .more: return await ask { $0.take($1) }
      case .ended: return nil
      }
    }

    /// Asks the agent's state, on its event loop.
    private func ask(_ question: @escaping @Sendable (AgentState, AgentInbox) -> ListingEvent) async -> ListingEvent? {
      try? await eventLoop.submit { [front, inbox] in question(front.value.state, inbox) }.get()
    }
  }
}
