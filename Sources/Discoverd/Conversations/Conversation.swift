/// What to say to a discoverd and when, without sockets and clocks: events in, actions out.
package protocol Conversation<Report, Request>: Sendable {
  /// What it tells its owner.
  associatedtype Report: Sendable
  /// What its owner can ask of it.
  associatedtype Request: Sendable

  /// Takes an event in, and says what to do, in order.
  mutating func receive(_ event: ConversationEvent<Request>) -> [ConversationAction<Report>]
}

/// A conversation in one of discoverd's two protocols, which notices a server that speaks the other.
package protocol VersionedConversation: Conversation {
  /// Whether the server that was asked last speaks HTTP, but not as this conversation needs it.
  var hasMetOtherVersion: Bool { get }
}

/// What happens to a conversation. Connections and requests are numbered in the order in which they were asked for.
package enum ConversationEvent<Request: Sendable>: Sendable {
  case started
  /// A connection that was asked for is open.
  case opened(Int)
  /// A request's reply begins.
  case replied(Int, HTTPReplyHead)
  /// Octets of a connection, or of a reply's body.
  case received(Int, [UInt8])
  /// A reply is whole.
  case finished(Int)
  /// A connection could not be opened, or is closed; of a request, before its reply was whole.
  case closed(Int, reason: String)
  case timer(ConversationTimer)
  case requested(Request)
}

/// What a conversation wants done.
package enum ConversationAction<Report: Sendable>: Sendable {
  /// Open a connection.
  case connect(Int, DiscoverdAddress)
  /// Send octets on a connection that is open.
  case send(Int, [UInt8])
  /// Send a request over HTTP.
  case request(Int, DiscoverdAddress, HTTPRequest)
  /// Close a connection, or give up a request; nothing more is told about it.
  case close(Int)
  /// Start a timer, in the place of the one of its kind.
  case start(ConversationTimer, Duration)
  case stop(ConversationTimer)
  case report(Report)
}

extension ConversationAction: Equatable where Report: Equatable {}

/// The timers of a conversation.
package enum ConversationTimer: Hashable, Sendable {
  /// An answer is overdue.
  case answer
  /// It is time to try again.
  case retry
  /// It is time for the next heartbeat, or to ask anew.
  case next
  /// The server has forgotten what it was not reminded of.
  case expiry
  /// What belongs together has had time to come.
  case settle
}
