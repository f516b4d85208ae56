/// Questions that wait for a service, by its name.
struct WaitingQuestions {
  private var continuations: [String: [(number: Int, continuation: CheckedContinuation<Void, Never>)]] = [:]
  private var lastNumber = 0

  /// A number for a question by which it can be told from others.
  mutating func makeNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  mutating func add(_ continuation: CheckedContinuation<Void, Never>, for name: String, number: Int = 0) {
    continuations[name, default: []].append((number, continuation))
  }

  /// Lets all questions for a service go on.
  mutating func resume(_ name: String) {
    for waiting in continuations.removeValue(forKey: name) ?? [] { waiting.continuation.resume() }
  }

  /// Lets one question for a service go on, if it still waits.
  mutating func resume(_ name: String, number: Int) {
    guard let index = continuations[name]?.firstIndex(where: { $0.number == number }) else { return }
    continuations[name]?.remove(at: index).continuation.resume()
    if continuations[name]?.isEmpty == true { continuations[name] = nil }
  }

  /// The services that are waited for.
  var names: [String] { Array(continuations.keys) }

  mutating func resumeAll() {
    for name in Array(continuations.keys) { resume(name) }
  }
}
