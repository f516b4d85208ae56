/// How an upstream stands, for who looks after the server.
package struct UpstreamStanding: Sendable, Equatable {
  /// What log lines call it.
  package let name: String
  /// Why it is taken for down; absent while it is not.
  package let failure: String?
}

extension RelayState {
  /// How the upstreams stand, by their names.
  var upstreams: [UpstreamStanding] {
    rules.all.map { upstream in
      let health = health[upstream]
      return UpstreamStanding(name: "\(upstream)", failure: health?.isDown == true ? health?.failure : nil)
    }.sorted { $0.name < $1.name }
  }
}
