import Discovery
import HostSystem
import NIOCore

/// What the agent answers, and when.
extension FakeConsul {
  func answer(_ request: SeenRequest, _ channel: any Channel) {
    seen.change { $0.append(request) }
    let fault = state.withLock { $0.faults.isEmpty ? $0.fault : $0.faults.removeFirst() }
    if case .status(let status, let text)? = fault { return channel.say(FakeAnswer.octets(status: status, text)) }
    do throws(FakeRefusal) {
      let question = try FakeQuestion(request, tokens: state.withLock { $0.tokens })
      if let fault { fault.carryOut(octets(question), channel) } else { holdOrAnswer(question, channel) }
    } catch {
      channel.say(FakeAnswer.octets(status: error.status, error.text))
    }
  }

  /// Answers at once, or when the index is greater than the one asked with, or when the wait and its sixteenth are over.
  private func holdOrAnswer(_ question: FakeQuestion, _ channel: any Channel) {
    let number = state.withLock { state -> Int? in
      guard question.index > 0, state.catalog.index(of: question.service) <= question.index else { return nil }
      state.lastHeld += 1
      state.held[state.lastHeld] = FakeHeld(question: question, channel: channel)
      return state.lastHeld
    }
    guard let number else { return list(question, channel) }
    let time = TimeAmount.milliseconds(question.wait + question.wait / 16)
    channel.eventLoop.scheduleTask(in: time) { [weak self] in self?.release(number) }
    channel.closeFuture.whenComplete { [weak self] _ in self?.state.withLock { $0.held[number] = nil } }
  }

  private func release(_ number: Int) {
    guard let held = state.withLock({ $0.held.removeValue(forKey: number) }) else { return }
    list(held.question, held.channel)
  }

  func list(_ question: FakeQuestion, _ channel: any Channel) { channel.say(octets(question)) }

  private func octets(_ question: FakeQuestion) -> [UInt8] {
    let (catalog, tokens, contact) = state.withLock { ($0.catalog, $0.tokens, $0.lastContact) }
    let list = question.mayRead ? catalog.list(question.service, passing: question.passing, tag: question.tag) : "[]\n"
    return FakeAnswer.octets(
      list: list, index: catalog.index(of: question.service), policy: tokens == nil ? "allow" : "deny", contact: contact
    )
  }
}
