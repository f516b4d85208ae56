import HostSystem
import Testing

@Suite("Who a thread is, as /proc says")
struct ThreadIdentityTests {
  private func status(_ users: String, _ groups: String, _ others: String) -> String {
    "Name:\tdoyen\nState:\tS (sleeping)\nUid:\t\(users)\nGid:\t\(groups)\nFDSize:\t64\nGroups:\t\(others) \nThreads:\t9\n"
  }

  private func isNobody(_ users: String, _ groups: String) throws -> Bool {
    let account = try UserAccount("nobody")
    let (user, group) = ("\(account.user)", "\(account.group)")
    let text = status(users.replacing("u", with: user), groups.replacing("g", with: group), group)
    return try #require(ThreadIdentity(status: text)).isOf(account)
  }

  @Test("it is an account's where all four numbers of user and group are")
  func accounts() throws {
    #expect(try isNobody("u\tu\tu\tu", "g\tg\tg\tg"))
    for place in 0..<4 {
      var (users, groups) = ([String](repeating: "u", count: 4), [String](repeating: "g", count: 4))
      users[place] = "0"
      groups[place] = "0"
      #expect(try !isNobody(users.joined(separator: "\t"), "g\tg\tg\tg"))
      #expect(try !isNobody("u\tu\tu\tu", groups.joined(separator: "\t")))
    }
  }

  @Test("threads with other further groups differ, in whatever order these are")
  func groups() {
    let plain = ThreadIdentity(status: status("1 1 1 1", "1 1 1 1", "1 5"))
    #expect(plain != nil && plain == ThreadIdentity(status: status("1 1 1 1", "1 1 1 1", "5 1")))
    #expect(plain != ThreadIdentity(status: status("1 1 1 1", "1 1 1 1", "0 1 5")))
  }

  @Test(
    "what does not say all of it says nothing", arguments: ["", "Uid:\t1\t1\t1\t1\n", "Uid:\t1\nGid:\t1\nGroups:\n"])
  func incomplete(status: String) { #expect(ThreadIdentity(status: status) == nil) }
}
