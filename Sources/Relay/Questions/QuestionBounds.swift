internal import DNSWire

/// How many clients' questions may be open: in all, for a client, and with a group of upstreams.
struct QuestionBounds<Group: Hashable> {
  private(set) var total = 0
  private var ofClients: [ClientAddress: Int] = [:]
  private var ofGroups: [Group: Int] = [:]
  let maximum: Int

  /// Questions open at once: a silent upstream keeps each for 4.4 s, and a question takes about a kilobyte meanwhile.
  static var usualMaximum: Int { 10_000 }
  /// Clients that may fill all the room together: one alone must not, not even the host itself.
  static var clientsToFillAll: Int { 4 }

  init(maximum: Int = usualMaximum) { self.maximum = maximum }

  /// Counts a question of a client, if there is room for it.
  ///
  /// A group of upstreams may have as many open as there is room left: so one that is silent takes half of it at most, two a
  /// third each, and there is always room for one that answers.
  mutating func take(_ client: ClientAddress, _ group: Group) -> Bool {
    guard ofClients[client, default: 0] < maximum / Self.clientsToFillAll,
      ofGroups[group, default: 0] < maximum - total
    else { return false }
    total += 1
    ofClients[client, default: 0] += 1
    ofGroups[group, default: 0] += 1
    return true
  }

  /// Counts a question as answered.
  mutating func release(_ client: ClientAddress, _ group: Group) {
    total -= 1
    ofClients.decrement(client)
    ofGroups.decrement(group)
  }
}

extension Dictionary where Value == Int {
  /// Counts one less; what is at zero is let go, so that the table does not grow with all that were ever counted.
  mutating func decrement(_ key: Key) {
    guard let count = self[key] else { return }
    self[key] = count > 1 ? count - 1 : nil
  }
}
