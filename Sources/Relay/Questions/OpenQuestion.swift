internal import DNSWire
internal import NIOCore

/// A question that upstreams are asked, and who waits for its answer.
struct OpenQuestion<Waiter> {
  let question: RelayQuestion
  let group: ForwardRules.Group
  /// That of the rules which chose the upstreams.
  let generation: Int
  /// In the order of the exchange's candidates.
  let upstreams: [Upstream]
  var exchange: Exchange
  var waiters: [(client: ClientAddress, waiter: Waiter)] = []
  /// The ID of each attempt, by its number.
  var ids: [UInt16] = []
  /// When the exchange is woken; absent where no waking is on its way.
  var wakesAt: NIODeadline?

  init(
    _ question: RelayQuestion, _ group: ForwardRules.Group, generation: Int, _ upstreams: [Upstream],
    _ exchange: Exchange
  ) {
    (self.question, self.group, self.generation) = (question, group, generation)
    (self.upstreams, self.exchange) = (upstreams, exchange)
  }
}
