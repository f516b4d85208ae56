/// Questions that wait for a service, by its name.
struct WaitingQuestions {
  private var continuations: [String: [CheckedContinuation<Void, Never>]] = [:]

  mutating func add(_ continuation: CheckedContinuation<Void, Never>, for name: String) {
    continuations[name, default: []].append(continuation)
  }

  mutating func resume(_ name: String) {
    for continuation in continuations.removeValue(forKey: name) ?? [] { continuation.resume() }
  }

  /// The services that are waited for.
  var names: [String] { Array(continuations.keys) }

  mutating func resumeAll() {
    for name in Array(continuations.keys) { resume(name) }
  }
}
