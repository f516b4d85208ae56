internal import Discovery
internal import HostSystem

/// The watch of what one query picks, carried out. Keeps its reporter informed until it is cancelled.
final class HealthWatch: Sendable {
  private let query: HealthQuery
  private let client: ConsulClient
  private let times: HealthTimes
  private let step = Guarded<Task<HealthConversation.Event, Never>?>(nil)
  /// Answers and failures so far.
  let rounds = Newest(0)

  init(_ query: HealthQuery, _ client: ConsulClient, _ times: HealthTimes) {
    (self.query, self.client, self.times) = (query, client, times)
  }

  /// Asks anew, whatever is being waited for.
  func refresh() { step.withLock { $0?.cancel() } }

  /// Follows the service until it is cancelled.
  func run(_ report: @Sendable (HealthConversation.Report) -> Void) async {
    let start = ContinuousClock.now
    var conversation = HealthConversation(query, times: times)
    conversation.mayHold = false
    var event = HealthConversation.Event.started
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

  /// Does one thing, which a refresh cuts short.
  private func carryOut(_ next: HealthConversation.Next) async -> HealthConversation.Event {
    let task = Task { [client] in await Self.carryOut(next, client) }
    step.withLock { $0 = task }
    return await withTaskCancellationHandler {
      let event = await task.value
      return task.isCancelled ? .refreshed : event
    } onCancel: {
      task.cancel()
    }
  }

  private static func carryOut(
    _ next: HealthConversation.Next, _ client: ConsulClient
  ) async -> HealthConversation.Event {
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
