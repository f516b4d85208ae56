/// What is asked on one connection. IDs are the connection's own, since attempts of different questions may have drawn the same;
/// an answer gets its attempt's ID back.
struct ConnectionQueries {
  private struct Query {
    let message: [UInt8]
    /// On the connection; absent while it is not sent.
    var id: UInt16?
    var isRetried = false
  }

  private var queries: [AttemptKey: Query] = [:]
  private var keys: [UInt16: AttemptKey] = [:]
  private var unsent: [AttemptKey] = []

  /// Octets of the shortest message.
  private static let headerLength = 12

  var isEmpty: Bool { queries.isEmpty }
  var hasUnsent: Bool { !unsent.isEmpty }
  var hasSent: Bool { !keys.isEmpty }

  mutating func add(_ key: AttemptKey, _ message: [UInt8]) {
    queries[key] = Query(message: message)
    unsent.append(key)
  }

  mutating func remove(_ key: AttemptKey) {
    guard let query = queries.removeValue(forKey: key) else { return }
    if let id = query.id { keys[id] = nil } else { unsent.removeAll { $0 == key } }
  }

  /// The messages that are to be sent now, with their IDs.
  mutating func takeUnsent() -> [[UInt8]] {
    defer { unsent = [] }
    return unsent.compactMap { key in
      guard let message = queries[key]?.message else { return nil }
      let id = freeID()
      queries[key]?.id = id
      keys[id] = key
      return id.octets + message.dropFirst(2)
    }
  }

  /// There are far fewer questions than IDs, so that one is soon found.
  private func freeID() -> UInt16 {
    var id = UInt16.random(in: 0...UInt16.max)
    while keys[id] != nil { id &+= 1 }
    return id
  }

  /// Whom a message answers, and the message with the ID of that attempt.
  mutating func takeAnswered(by message: [UInt8]) -> (AttemptKey, [UInt8])? {
    guard message.count >= Self.headerLength else { return nil }
    guard let key = keys.removeValue(forKey: UInt16(message[0]) << 8 | UInt16(message[1])),
      let query = queries.removeValue(forKey: key)
    else { return nil }
    return (key, Array(query.message[..<2] + message[2...]))
  }

  /// Whether what was sent on a connection that ended is sent on a new one.
  enum Retry {
    /// Also when it was before: each connection answers something, so that this comes to an end.
    case always
    case once, never
  }

  /// What is lost with a connection; what may be tried on another one waits to be sent again.
  mutating func takeLost(_ retry: Retry) -> [AttemptKey] {
    let kept = queries.filter { _, query in
      switch retry {
      case .always: true
      case .once: !query.isRetried || query.id == nil
      case .never: false
      }
    }
    let lost = queries.keys.filter { kept[$0] == nil }
    queries = kept.mapValues { Query(message: $0.message, id: nil, isRetried: $0.id != nil || $0.isRetried) }
    (keys, unsent) = ([:], Array(kept.keys))
    return lost
  }
}
