/// What an agent answers, as far as it matters.
package struct ConsulAnswer: Sendable {
  package var status: Int
  /// `X-Consul-Index`; only a 200 has one that means something.
  package var index: UInt64?
  /// `X-Consul-Lastcontact`: how long ago the server that answers has heard from the leader.
  package var lastContact: Duration
  /// Whether instances may be hidden from the token: `X-Consul-Default-Acl-Policy`, `X-Consul-Results-Filtered-By-Acls`.
  package var mayHide: Bool
  package var body: [UInt8]

  /// An answer of its parts.
  package init(
    status: Int, index: UInt64? = nil, lastContact: Duration = .zero, mayHide: Bool = false, body: [UInt8] = []
  ) {
    (self.status, self.index, self.lastContact, self.mayHide, self.body) = (status, index, lastContact, mayHide, body)
  }

  /// Whether the agent has as many connections as it allows; about too many questions it says nothing.
  package var isTurnedDown: Bool { status == 429 && !body.isEmpty }

  /// What an agent says where it has no list to give, in one line.
  package var complaint: String {
    let text = String(decoding: body.prefix(200), as: UTF8.self).split(whereSeparator: \.isWhitespace)
    return (["status \(status)"] + text.map(String.init)).joined(separator: " ")
  }
}

/// What an agent is asked.
package struct ConsulRequest: Sendable, Equatable {
  /// Path and parameters.
  package var path: String
  /// From the question to the whole answer, at most.
  package var timeLimit: Duration

  /// A request of its parts.
  package init(path: String, timeLimit: Duration) { (self.path, self.timeLimit) = (path, timeLimit) }
}
