/// A conversation with a discoverd whose version is found out by talking: the first version's handshake is tried first, since a
/// server of the second version refuses it as a path that it does not have.
///
/// A server can be replaced by one of the other version at any time, so either conversation hands over to the other where it is
/// refused so; once without a pause, and only after the usual one where neither succeeds.
package struct DetectingConversation<RPC: VersionedConversation, HTTP: VersionedConversation>: Conversation
where RPC.Report == HTTP.Report, RPC.Request == HTTP.Request {
  package typealias Report = RPC.Report
  package typealias Request = RPC.Request

  private enum Talk: Sendable { case rpc(RPC), http(HTTP) }

  private let makeRPC: @Sendable (_ firstNumber: Int) -> RPC
  private let makeHTTP: @Sendable (_ firstNumber: Int) -> HTTP
  private let isSuccess: @Sendable (Report) -> Bool
  private var talk: Talk
  /// The largest number that was used.
  private var lastNumber = 0
  /// Whether the other version was tried since the last success.
  private var hasSwitched = false
  /// What was asked last: a later request takes the place of an earlier one.
  private var request: Request?

  /// A conversation out of two, each of which numbers its connections from a given number; `isSuccess` says which reports mean that
  /// the version is the right one.
  package init(
    rpc: @escaping @Sendable (Int) -> RPC, http: @escaping @Sendable (Int) -> HTTP,
    isSuccess: @escaping @Sendable (Report) -> Bool
  ) {
    (makeRPC, makeHTTP, self.isSuccess) = (rpc, http, isSuccess)
    talk = .rpc(rpc(1))
  }

  package mutating func receive(_ event: ConversationEvent<Request>) -> [ConversationAction<Report>] {
    if case .requested(let request) = event { self.request = request }
    let (actions, isRefused) = pass(event)
    for action in actions { note(action) }
    guard isRefused else { return actions }
    guard !hasSwitched else {
      hasSwitched = false
      return actions
    }
    return actions.filter(\.isEnding) + switchVersion()
  }

  private mutating func pass(
    _ event: ConversationEvent<Request>
  ) -> (actions: [ConversationAction<Report>], isRefused: Bool) {
    switch talk {
    case .rpc(var rpc):
      let actions = rpc.receive(event)
      talk = .rpc(rpc)
      return (actions, rpc.hasMetOtherVersion && event.isAnswer)
    case .http(var http):
      let actions = http.receive(event)
      talk = .http(http)
      return (actions, http.hasMetOtherVersion && event.isAnswer)
    }
  }

  private mutating func note(_ action: ConversationAction<Report>) {
    switch action {
    case .connect(let number, _), .request(let number, _, _): lastNumber = number
    case .report(let report) where isSuccess(report): hasSwitched = false
    default: break
    }
  }

  /// Starts the other conversation, with what was asked of the first one last.
  private mutating func switchVersion() -> [ConversationAction<Report>] {
    hasSwitched = true
    switch talk {
    case .rpc: talk = .http(makeHTTP(lastNumber + 1))
    case .http: talk = .rpc(makeRPC(lastNumber + 1))
    }
    let asked = request.map { pass(.requested($0)).actions } ?? []
    let actions = asked + pass(.started).actions
    for action in actions { note(action) }
    return actions
  }
}

extension ConversationEvent {
  /// Whether a server said something.
  fileprivate var isAnswer: Bool {
    switch self {
    case .received, .finished: true
    default: false
    }
  }
}

extension ConversationAction {
  /// Whether it ends something, and so has to be done even where the conversation is given up.
  fileprivate var isEnding: Bool {
    switch self {
    case .close, .stop: true
    default: false
    }
  }
}
