import Testing

@testable import Discovery

@Suite("The table of host names")
struct HostTableTests {
  private let ipv4 = HostLookup(host: "db.example", .ipv4)
  private let ipv6 = HostLookup(host: "db.example", .ipv6)

  private func answer(_ texts: [String], seconds: Int = 30) throws -> HostAnswer {
    HostAnswer(addresses: try texts.map { try Address($0) }, lifetime: .seconds(seconds))
  }

  /// A table that has looked up `db.example` at zero.
  private func table(_ answer: HostAnswer?, random: Double = 0) -> HostTable {
    var table = HostTable()
    _ = table.use("db.example")
    _ = table.begin(at: .zero)
    for lookup in [ipv4, ipv6] { _ = table.finish(lookup, answer, at: .zero, random: random) }
    return table
  }

  @Test("a name is looked up at once, in both families, whatever its case and final dot")
  func first() {
    var table = HostTable()
    #expect(table.nextDue == nil && table["db.example"] == nil)
    let isFollowed = (table.use("DB.Example."), table.use("db.example"))
    #expect(isFollowed == (true, true) && table["db.EXAMPLE"]?.isAwaited == true)
    let started = table.begin(at: .zero)
    #expect(Set(started) == [ipv4, ipv6] && table.nextDue == nil)
  }

  @Test("it is awaited until both families have been looked up")
  func awaited() throws {
    var table = HostTable()
    _ = table.use("db.example")
    _ = table.begin(at: .zero)
    let first = table.finish(ipv4, try answer(["10.0.0.1"]), at: .zero, random: 0)
    #expect(first && table["db.example"]?.isAwaited == true && table["db.example"]?.ipv4.count == 1)
    let second = table.finish(ipv6, nil, at: .zero, random: 0)
    #expect(second && table["db.example"]?.isAwaited == false && table["db.example"]?.hasFailed == true)
  }

  @Test(
    "it is looked up again when its lifetime is over, within bounds, and a little later",
    arguments: [(30, 0, 30_000), (30, 1, 33_000), (0, 0, 1000), (86_400, 0, 300_000), (86_400, 1, 330_000)])
  func lifetime(seconds: Int, random: Double, milliseconds: Int) throws {
    var table = table(try answer(["10.0.0.1"], seconds: seconds), random: random)
    #expect(table.nextDue == .milliseconds(milliseconds))
    let early = table.begin(at: .milliseconds(milliseconds - 1))
    let due = table.begin(at: .milliseconds(milliseconds))
    #expect(early.isEmpty && Set(due) == [ipv4, ipv6])
  }

  @Test("that it has no address is asked less and less often, until there is one")
  func empty() throws {
    var table = table(try answer([], seconds: 0))
    var now = Duration.seconds(1)
    for pause in [2, 4, 8, 16, 32, 32] {
      _ = table.begin(at: now)
      for lookup in [ipv4, ipv6] { _ = table.finish(lookup, try answer([], seconds: 0), at: now, random: 0) }
      #expect(table.nextDue == now + .seconds(pause))
      now += .seconds(pause)
    }
    _ = table.begin(at: now)
    _ = table.finish(ipv6, try answer([], seconds: 60), at: now, random: 0)
    _ = table.finish(ipv4, try answer(["10.0.0.1"], seconds: 0), at: now, random: 0)
    #expect(table.nextDue == now + .seconds(1))
  }

  @Test(
    "who is told its addresses may keep them no longer than was said",
    arguments: [(0, 0), (1, 1), (31, 16), (32, 32), (33, 32), (86_400, 256)])
  func told(seconds: Int, kept: Int) throws {
    let table = table(try answer(["10.0.0.1"], seconds: seconds))
    #expect(table["db.example"]?.lifetime == .seconds(kept))
    #expect(self.table(try answer([]))["db.example"]?.lifetime == nil)
  }

  @Test("what is found in another order is no change; each address counts once, and no more than are kept")
  func order() throws {
    var table = table(try answer(["10.0.0.1", "10.0.0.2", "10.0.0.1"]))
    #expect(table["db.example"]?.ipv4 == [.ipv4(0x0A00_0001), .ipv4(0x0A00_0002)])
    _ = table.begin(at: .seconds(30))
    let isChanged = table.finish(ipv4, try answer(["10.0.0.2", "10.0.0.1"]), at: .seconds(30), random: 0)
    #expect(!isChanged)
    let many = try answer((1...40).map { "10.0.0.\($0)" })
    #expect(self.table(many)["db.example"]?.ipv4.count == ResolvedHost.maximumAddresses)
  }

  @Test("where a look-up fails the last addresses stay, for a day; it is tried again sooner, then later")
  func failure() throws {
    var table = table(try answer(["10.0.0.1"]))
    var now = Duration.seconds(30)
    for pause in [100, 200, 400, 800, 1600, 3200, 5000, 5000] {
      _ = table.begin(at: now)
      _ = table.finish(ipv4, nil, at: now, random: 1)
      _ = table.finish(ipv6, nil, at: now, random: 1)
      #expect(table.nextDue == now + .milliseconds(pause))
      #expect(table["db.example"]?.isStale == true && table["db.example"]?.ipv4.count == 1)
      now += .milliseconds(pause)
    }
    _ = table.begin(at: .seconds(86_401))
    _ = table.finish(ipv4, nil, at: .seconds(86_401), random: 1)
    #expect(table["db.example"]?.ipv4 == [] && table["db.example"]?.hasFailed == true)
  }

  @Test("a name that has no address any more has none at once")
  func gone() throws {
    var table = table(try answer(["10.0.0.1"]))
    _ = table.begin(at: .seconds(30))
    let isChanged = table.finish(ipv4, try answer([]), at: .seconds(30), random: 0)
    #expect(isChanged && table["db.example"]?.ipv4 == [] && table["db.example"]?.hasFailed == false)
  }

  @Test("a name that nobody has any more is forgotten when it is due; one that is back before keeps its addresses")
  func forgotten() throws {
    var table = table(try answer(["10.0.0.1"]))
    table.release("db.example")
    _ = table.use("db.example")
    #expect(table["db.example"]?.ipv4.count == 1)
    table.release("db.example")
    let started = table.begin(at: .seconds(30))
    #expect(started.isEmpty && table["db.example"] == nil && table.nextDue == nil)
  }

  @Test("so many names are looked up, so many at once, and new ones before those that are due")
  func bounds() throws {
    var table = table(try answer(["10.0.0.1"]))
    let refused = (1...HostTable.maximumHosts).filter { number in
      let isFollowed = table.use("host-\(number).example")
      return !isFollowed
    }
    #expect(refused == [HostTable.maximumHosts])
    let started = table.begin(at: .seconds(60))
    #expect(started.count == HostTable.maximumRunning && table.nextDue == nil)
    #expect(!started.contains(ipv4) && !started.contains(ipv6))
    _ = table.finish(started[0], nil, at: .seconds(60), random: 0)
    let next = table.begin(at: .seconds(60))
    #expect(next.count == 1)
  }
}
