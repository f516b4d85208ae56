internal import Discovery
internal import HostSystem

/// The watch of what a query lists, carried out. Keeps its reporter informed until it is cancelled.
final class BlockingWatch<Query: ConsulQuery>: Sendable {
  private let query: Query
  private let client: ConsulClient
  private let times: HealthTimes
  private let step = Guarded(Step())
  /// Answers and failures so far.
  let rounds = Newest(0)

  init(_ query: Query, _ client: ConsulClient, _ times: HealthTimes) {
    (self.query, self.client, self.times) = (query, client, times)
  }

  private struct Step {
    var task: Task<BlockingConversation<Query>.Event, Never>?
    /// Whether somebody wants to know how things are since the step began.
    var isRefreshDue = false
  }

  /// Asks anew, whatever is being waited for.
  func refresh() {
    step.withLock { step in
      step.isRefreshDue = true
      step.task?.cancel()
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
      rounds.finish()
    }
    while !Task.isCancelled {
      conversation.mayHold = client.places.settle(hasPlace: conversation.mayHold, patience: times.sparing)
      let (reports, next) = conversation.receive(event, at: start.duration(to: .now))
      for told in reports { report(told) }
      event = await carryOut(next)
      if case .answered(let answer) = event, answer.isTurnedDown { client.places.shrink() }
      switch event {
      case .answered, .failed: rounds.change { $0 += 1 }
      case .started, .waited, .refreshed: break
      }
    }
  }

  /// Does one thing, which a refresh cuts short. What is known by then was asked for before, and does not count.
  private func carryOut(_ next: BlockingConversation<Query>.Next) async -> BlockingConversation<Query>.Event {
    let task = step.withLock { [client] step in
      let task = Task { await Self.carryOut(next, client) }
      if step.isRefreshDue { task.cancel() }
      step.task = task
      return task
    }
    let event = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    return step.withLock { step in
      defer { step.isRefreshDue = false }
      return step.isRefreshDue ? .refreshed : event
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
