package import Discovery
internal import NIOCore

/// The services that are registered with an agent in the same process.
package struct AgentSource: ListingSource {
  private let eventLoop: any EventLoop
  private let state: NIOLoopBound<AgentState>

  init(eventLoop: any EventLoop, state: NIOLoopBound<AgentState>) { (self.eventLoop, self.state) = (eventLoop, state) }

  package var name: String { "agent" }

  /// All services, then what changes. While nobody reads, changes add up service by service and none is dropped.
  package func listing() -> AgentListing {
    let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = eventLoop.submit { [state] in state.value.addListing(continuation) }
    continuation.onTermination = { [state] _ in
      number.whenSuccess { state.value.removeListing($0) }
    }
    return AgentListing(signals: signals, state: state, number: number)
  }
}

/// The events of an agent's services.
package struct AgentListing: AsyncSequence, Sendable {
  fileprivate let signals: AsyncStream<Void>
  fileprivate let state: NIOLoopBound<AgentState>
  fileprivate let number: EventLoopFuture<Int>

  package func makeAsyncIterator() -> Iterator {
    Iterator(signals: signals.makeAsyncIterator(), state: state, number: number)
  }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate var signals: AsyncStream<Void>.Iterator
    fileprivate let state: NIOLoopBound<AgentState>
    fileprivate let number: EventLoopFuture<Int>
    private var isFirst = true

    fileprivate init(signals: AsyncStream<Void>.Iterator, state: NIOLoopBound<AgentState>, number: EventLoopFuture<Int>)
    {
      (self.signals, self.state, self.number) = (signals, state, number)
    }

    package mutating func next() async -> ListingEvent? {
      await next(isolation: nil)
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> ListingEvent? {
      guard await signals.next(isolation: actor) != nil else { return nil }
      defer { isFirst = false }
      return try? await number.flatMapThrowing { [state, isFirst] in state.value.take($0, isFirst: isFirst) }.get()
    }
  }
}
