internal import HostSystem

/// The newest of values that follow each other, for any number of readers. A reader that is slow misses what was replaced
/// meanwhile and holds nobody up: there is no queue that could grow.
package final class Newest<Value: Sendable>: Sendable {
  private struct State {
    var value: Value
    var readers: [Int: AsyncStream<Void>.Continuation] = [:]
    var nextReader = 0
    var isFinished = false
  }

  private let state: Guarded<State>

  package init(_ value: Value) { state = Guarded(State(value: value)) }

  package var value: Value { state.withLock { $0.value } }

  /// Changes the value and tells the readers; without effect once finished.
  package func change(_ body: (inout Value) -> Void) {
    let readers = state.withLock { state -> [AsyncStream<Void>.Continuation] in
      guard !state.isFinished else { return [] }
      body(&state.value)
      return Array(state.readers.values)
    }
    for reader in readers { reader.yield() }
  }

  /// Ends all sequences once they have given what is there.
  package func finish() {
    let readers = state.withLock { state in
      state.isFinished = true
      defer { state.readers = [:] }
      return state.readers.values
    }
    for reader in readers { reader.finish() }
  }

  /// What `difference` makes of the value that a reader saw last and the newest one; of none and the present one first. The
  /// sequence keeps `owner`, which feeds the value, alive. One that `startsNow` takes the value at its beginning for seen.
  package func changes<Element: Sendable>(
    of owner: any AnyObject & Sendable, startsNow: Bool = false,
    _ difference: @escaping @Sendable (Value?, Value) -> [Element]
  ) -> ChangeSequence<Element> {
    ChangeSequence {
      var last = startsNow ? self.value : nil
      return ChangeSequence.Iterator(owner: owner, signals: self.signals().makeAsyncIterator()) {
        let value = self.value
        defer { last = value }
        return difference(last, value)
      }
    }
  }

  /// Signals that there is something to see: at once, and then whenever the value changes.
  fileprivate func signals() -> AsyncStream<Void> {
    let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    continuation.yield()
    let number = state.withLock { state -> Int? in
      guard !state.isFinished else { return nil }
      state.nextReader += 1
      state.readers[state.nextReader] = continuation
      return state.nextReader
    }
    guard let number else {
      continuation.finish()
      return signals
    }
    continuation.onTermination = { [weak self] _ in self?.remove(number) }
    return signals
  }

  private func remove(_ number: Int) { state.withLock { $0.readers[number] = nil } }
}

/// Changes of something that is known at any time, as one reader sees them: what a slow reader misses is not kept for it.
public struct ChangeSequence<Element: Sendable>: AsyncSequence, Sendable {
  /// A reader's place in the sequence.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate var signals: AsyncStream<Void>.Iterator
    private let owner: any AnyObject
    fileprivate let look: () -> [Element]
    private var pending: ArraySlice<Element> = []

    fileprivate init(owner: any AnyObject, signals: AsyncStream<Void>.Iterator, look: @escaping () -> [Element]) {
      (self.owner, self.signals, self.look) = (owner, signals, look)
    }

    /// The next change; none once it is over.
    public mutating func next() async -> Element? { await next(isolation: nil) }

    /// The next change, awaited on `actor`; none once it is over.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> Element? {
      while pending.isEmpty {
        guard await signals.next(isolation: actor) != nil else { return nil }
        pending = look()[...]
      }
      return pending.removeFirst()
    }
  }

  fileprivate let start: @Sendable () -> Iterator

  /// Begins to read: with what is known now.
  public func makeAsyncIterator() -> Iterator { start() }
}
