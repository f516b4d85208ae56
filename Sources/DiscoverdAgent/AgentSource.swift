package import Discovery
internal import NIOCore

/// The services that are registered with an agent in the same process.
package struct AgentSource: ListingSource {
  private let eventLoop: any EventLoop
  private let front: NIOLoopBound<AgentFront>

  init(eventLoop: any EventLoop, front: NIOLoopBound<AgentFront>) { (self.eventLoop, self.front) = (eventLoop, front) }

  package var name: String { "agent" }

  /// All services, then what changes. While nobody reads, changes add up service by service and none is dropped.
  package func listing() -> AgentListing {
    let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = eventLoop.submit { [front] in front.value.state.addListing(continuation) }
    continuation.onTermination = { [front] _ in
      number.whenSuccess { front.value.state.removeListing($0) }
    }
    return AgentListing(signals: signals, front: front, number: number)
  }
}

/// The events of an agent's services.
package struct AgentListing: AsyncSequence, Sendable {
  fileprivate let signals: AsyncStream<Void>
  fileprivate let front: NIOLoopBound<AgentFront>
  fileprivate let number: EventLoopFuture<Int>

  package func makeAsyncIterator() -> Iterator {
    Iterator(signals: signals.makeAsyncIterator(), front: front, number: number)
  }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate var signals: AsyncStream<Void>.Iterator
    fileprivate let front: NIOLoopBound<AgentFront>
    fileprivate let number: EventLoopFuture<Int>
    private var isFirst = true

    fileprivate init(signals: AsyncStream<Void>.Iterator, front: NIOLoopBound<AgentFront>, number: EventLoopFuture<Int>)
    {
      (self.signals, self.front, self.number) = (signals, front, number)
    }

    package mutating func next() async -> ListingEvent? {
      await next(isolation: nil)
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> ListingEvent? {
      guard await signals.next(isolation: actor) != nil else { return nil }
      defer { isFirst = false }
      return try? await number.flatMapThrowing { [front, isFirst] in front.value.state.take($0, isFirst: isFirst) }
        .get()
    }
  }
}
