import Discovery
import Testing

@testable import PacketContest

@Suite("Services that inputs tell of")
struct ServicesContestTests {
  @Test("are asked for until they are found right, and then no more while inputs say the same")
  func again() throws {
    var contest = try ServicesContest()
    let services = ["api": ServiceSet([Instance(endpoint: try Endpoint("10.0.0.1:80"), created: 1)])]
    for _ in 0..<2 {
      let complaint = contest.complaint(about: services) { _, _ in "wrong" }
      #expect(complaint == "api: wrong")
    }
    for check in [nil, "is not asked"] {
      let complaint = contest.complaint(about: services) { _, _ in check }
      #expect(complaint == nil)
    }
  }
}
