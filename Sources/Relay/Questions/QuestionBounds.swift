internal import DNSWire

/// How many clients' questions may be open: in all, with a group of upstreams, and for a client with a group.
struct QuestionBounds<Group: Hashable> {
  private struct Share: Hashable {
    let client: ClientAddress
    let group: Group
  }

  private(set) var total = 0
  private var ofGroups: [Group: Int] = [:]
  private var ofShares: [Share: Int] = [:]
  let maximum: Int
  /// The most questions that a group's upstreams have room for: each takes an attempt at least.
  let maximumOfGroup: Int

  /// Questions open at once: a silent upstream keeps each for 4.4 s, and a question takes about a kilobyte meanwhile.
  static var usualMaximum: Int { 10_000 }
  /// Clients that may fill a group's room together: one alone must not, not even the host itself.
  static var clientsToFillGroup: Int { 4 }

  init(maximum: Int = usualMaximum, maximumOfGroup: Int = .max) {
    (self.maximum, self.maximumOfGroup) = (maximum, maximumOfGroup)
  }

  /// Counts a question of a client, if there is room for it.
  ///
  /// A group of upstreams may have as many open as there is room left: so one that is silent takes half of it at most, two a
  /// third each, and there is always room for one that answers. A client may have a quarter of what its group may.
  mutating func take(_ client: ClientAddress, _ group: Group) -> Bool {
    let share = Share(client: client.party, group: group)
    guard ofGroups[group, default: 0] < maximum - total,
      ofShares[share, default: 0] < max(room(of: group) / Self.clientsToFillGroup, 1)
    else { return false }
    total += 1
    ofGroups[group, default: 0] += 1
    ofShares[share, default: 0] += 1
    return true
  }

  /// What a group may have open when it has filled its room, as the others are now.
  private func room(of group: Group) -> Int {
    min(maximumOfGroup, (maximum - total + ofGroups[group, default: 0]) / 2)
  }

  /// Counts a question as answered.
  mutating func release(_ client: ClientAddress, _ group: Group) {
    total -= 1
    ofGroups.decrement(group)
    ofShares.decrement(Share(client: client.party, group: group))
  }
}

extension Dictionary where Value == Int {
  /// Counts one less; what is at zero is let go, so that the table does not grow with all that were ever counted.
  mutating func decrement(_ key: Key) {
    guard let count = self[key] else { return }
    self[key] = count > 1 ? count - 1 : nil
  }
}
