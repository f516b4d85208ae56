/// What Linux says in `/proc` of a thread's user and groups.
package struct ThreadIdentity: Sendable, Hashable {
  /// The four numbers of the user: real, effective, saved and of the file system.
  private let users: [UInt32]
  private let groups: [UInt32]
  /// Further groups.
  private let others: Set<UInt32>

  /// Reads a thread's `status`; absent where it does not say all of it.
  package init?(status: String) {
    var numbers: [String: [UInt32]] = [:]
    for line in status.split(separator: "\n") {
      let words = line.split(whereSeparator: \.isWhitespace)
      if let name = words.first { numbers[String(name)] = words.dropFirst().compactMap { UInt32($0) } }
    }
    guard let users = numbers["Uid:"], let groups = numbers["Gid:"], let others = numbers["Groups:"],
      users.count == 4, groups.count == 4
    else { return nil }
    (self.users, self.groups, self.others) = (users, groups, Set(others))
  }

  /// Whether user and group are an account's in all numbers. Which further groups that has is its own matter.
  package func isOf(_ account: UserAccount) -> Bool {
    users.allSatisfy { $0 == account.user } && groups.allSatisfy { $0 == account.group }
  }
}
