import NIOCore

/// How a false agent behaves, and what it holds.
struct FakeState: Sendable {
  var catalog = FakeCatalog()
  /// What goes wrong with the next requests, in their order.
  var faults: [FakeFault] = []
  /// What goes wrong with every request after those.
  var fault: FakeFault?
  /// The tokens that may see everything; none where everyone may.
  var tokens: Set<String>?
  /// Milliseconds since the server has heard from the leader.
  var lastContact = 0
  /// As many connections are allowed; over it they are turned down.
  var connectionLimit = 200
  var turnedDown = 0
  var held: [Int: FakeHeld] = [:]
  var lastHeld = 0
}

/// An answer that waits for a change.
struct FakeHeld: Sendable {
  let question: FakeQuestion
  let channel: any Channel
}
