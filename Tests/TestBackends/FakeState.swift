import NIOCore

/// How a false agent behaves, and what it holds.
package struct FakeState: Sendable {
  /// What is registered.
  package var catalog = FakeCatalog()
  /// What goes wrong with the next requests, in their order.
  package var faults: [FakeFault] = []
  /// What goes wrong with every request after those.
  package var fault: FakeFault?
  /// The tokens that may see everything; none where everyone may.
  package var tokens: Set<String>?
  /// Milliseconds since the server has heard from the leader.
  package var lastContact = 0
  /// As many connections are allowed; over it they are turned down.
  package var connectionLimit = 200
  var turnedDown = 0
  var held: [Int: FakeHeld] = [:]
  var lastHeld = 0
}

/// An answer that waits for a change.
struct FakeHeld: Sendable {
  let question: FakeQuestion
  let channel: any Channel
}
