import DNSWire
import Relay
import Testing

@Suite("Names that leak through search domains")
struct SearchLeaksTests {
  private func names(_ texts: String...) throws -> [Name] { try texts.map { try Name($0) } }

  @Test(
    "a name of ours with a search domain behind it",
    arguments: [
      ("api.service.local.corp.example", true), ("API.Service.Local.CORP.example", true),
      ("service.local.corp.example", true), ("api.service.local.net", true), ("api.service.consul.corp.example", true),
      ("api.service.local", false), ("corp.example", false), ("www.corp.example", false),
      ("api.service.local.other.example", false), ("local.corp.example", false), ("xservice.local.corp.example", false),
      ("api.service.local.www.corp.example", false), (".", false),
    ])
  func leak(name: String, isLeak: Bool) throws {
    let leaks = SearchLeaks(
      searchDomains: try names("corp.example", "net"), origins: try names("service.local", "service.consul"))
    #expect(leaks.isLeak(try Name(name)) == isLeak)
  }

  @Test("the root as search domain or origin makes no name a leak")
  func root() throws {
    let leaks = SearchLeaks(searchDomains: try names(".", "example"), origins: try names("."))
    #expect(!leaks.isLeak(try Name("www.example")))
    let others = SearchLeaks(searchDomains: [.root], origins: try names("local"))
    #expect(!others.isLeak(try Name("a.local")))
  }
}
