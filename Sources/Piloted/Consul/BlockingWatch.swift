internal import Discovery
internal import HostSystem

/// The watch of what a query lists, carried out. Keeps its reporter informed until it is cancelled.
final class BlockingWatch<Query: ConsulQuery>: Sendable {
  private let query: Query
  private let client: ConsulClient
  private let times: HealthTimes
  private let step = Guarded(Step())
  /// The number of the newest refresh that an answer, or a failure, has come for.
  let refreshed = Newest(0)

  init(_ query: Query, _ client: ConsulClient, _ times: HealthTimes) {
    (self.query, self.client, self.times) = (query, client, times)
  }

  private struct Step {
    var task: Task<BlockingConversation<Query>.Event, Never>?
    var refreshes = RefreshCount()
  }

  /// Asks anew, whatever is being waited for; the number that ``refreshed`` reaches with the answer.
  func refresh() -> Int {
    step.withLock { step in
      step.task?.cancel()
      return step.refreshes.want()
    }
  }

  /// Follows the service until it is cancelled.
  func run(_ report: @Sendable (BlockingConversation<Query>.Report) -> Void) async {
    let start = ContinuousClock.now
    var conversation = BlockingConversation<Query>(query, times: times)
    conversation.mayHold = false
    var event = BlockingConversation<Query>.Event.started
    defer {
      if conversation.mayHold { client.places.giveBack() }
      refreshed.finish()
    }
    while !Task.isCancelled {
      conversation.mayHold = client.places.settle(hasPlace: conversation.mayHold, patience: times.sparing)
      let (reports, next) = conversation.receive(event, at: start.duration(to: .now))
      for told in reports { report(told) }
      let refresh: Int
      (event, refresh) = await carryOut(next)
      if case .answered(let answer) = event, answer.isTurnedDown { client.places.shrink() }
      switch event {
      case .answered, .failed: refreshed.change { $0 = refresh }
      case .started, .waited, .refreshed: break
      }
    }
  }

  /// Does one thing, which a refresh cuts short. What is known by then was asked for before, and does not count.
  ///
  /// - Returns: what has happened, and the newest refresh that it comes behind.
  private func carryOut(
    _ next: BlockingConversation<Query>.Next
  ) async -> (event: BlockingConversation<Query>.Event, refresh: Int) {
    let task = step.withLock { [client] step in
      let task = Task { await Self.carryOut(next, client) }
      if step.refreshes.isDue { task.cancel() }
      step.task = task
      return task
    }
    let event = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    return step.withLock { step in
      let isDue = step.refreshes.isDue
      return (isDue ? .refreshed : event, step.refreshes.begin())
    }
  }

  private static func carryOut(
    _ next: BlockingConversation<Query>.Next, _ client: ConsulClient
  ) async -> BlockingConversation<Query>.Event {
    switch next {
    case .wait(let pause):
      try? await Task.sleep(for: pause)
      return .waited
    case .ask(let request):
      switch await client.answer(to: request) {
      case .success(let answer): return .answered(answer)
      case .failure(let failure): return .failed(reason: failure.reason)
      }
    }
  }
}
