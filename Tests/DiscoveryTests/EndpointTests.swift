import Discovery
import Testing

@Suite("Addresses and endpoints")
struct EndpointTests {
  @Test(
    "text and value agree",
    arguments: [
      ("10.0.3.1:80", "10.0.3.1:80"), ("[2001:db8::1]:80", "[2001:db8::1]:80"), ("2001:db8::1", "2001:db8::1"),
      ("10.0.0.1", "10.0.0.1"),
      ("[::ffff:10.0.0.1]:80", "10.0.0.1:80"), ("db.example.com:5432", "db.example.com:5432"),
      ("10.0.0.1:0", "10.0.0.1"),
      ("[0:0::1]:1", "[::1]:1"), ("my_host:1", "my_host:1"),
    ])
  func text(text: String, description: String) throws { #expect(try Endpoint(text).description == description) }

  @Test(
    "refuses",
    arguments: [
      "", ":80", "10.0.0.256:80", "10.0.0.1:65536", "10.0.0.1:-1", "10.0.0.1:", "10.0.0.1:x", "a b:1", "a..b:1",
      "[::1]80", "[::1", "-a:1", "1.2.3.4.5:1",
    ])
  func refuses(text: String) { #expect(throws: AddressError.self) { try Endpoint(text) } }

  @Test("order is total and the same everywhere: family, number or name, port")
  func order() throws {
    let texts = ["9.0.0.1:90", "10.0.0.1:1", "10.0.0.1:2", "[::1]:1", "[2001:db8::1]:1", "a:1", "b:1"]
    #expect(try texts.reversed().map { try Endpoint($0) }.sorted().map(\.description) == texts)
  }
}

@Suite("Service sets")
struct ServiceSetTests {
  @Test("by age, equal ages by endpoint; of one endpoint the older stays; the leader is the first")
  func order() throws {
    let set = ServiceSet([
      try instance("10.0.0.3:1", 7), try instance("10.0.0.2:1", 5), try instance("10.0.0.1:1", 7),
      try instance("10.0.0.2:1", 9),
    ])
    #expect(set.instances.map(\.endpoint.description) == ["10.0.0.2:1", "10.0.0.1:1", "10.0.0.3:1"])
    #expect(set.instances.map(\.created) == [5, 7, 7] && set.leader?.created == 5 && ServiceSet.empty.leader == nil)
  }
}

func instance(_ endpoint: String, _ created: UInt64, _ attributes: [String: String] = [:]) throws -> Instance {
  Instance(endpoint: try Endpoint(endpoint), created: created, attributes: attributes)
}

/// A set of instances, the oldest first.
func set(_ endpoints: String...) throws -> ServiceSet {
  ServiceSet(try endpoints.enumerated().map { try instance($1, UInt64($0)) })
}
