import Testing

@testable import Piloted

func read(_ text: String, requiresConsul: Bool = true) throws -> ContainerPilotConfiguration {
  try ContainerPilotConfiguration(
    contentsOf: .text(text, name: "--pilot"), environment: ["EMPTY": ""], requiresConsul: requiresConsul)
}

/// A configuration with a reachable Consul.
private func read(_ key: String, _ list: String) throws -> [ContainerPilotConfiguration.Backend] {
  try read("{consul: 'c:1', \(key): \(list)}").backends
}

@Suite("What a configuration for ContainerPilot says")
struct ConfigurationReaderTests {
  @Test("an empty list", arguments: ["[]", "{}", "null", "[null, null]"])
  func empty(list: String) throws {
    #expect(try read("backends", list) == [])
    #expect(try read("watches", list) == [])
  }

  @Test(
    "periods of version 2",
    arguments: [("3", 3), ("\"3\"", 3), ("3.0", 3), ("0x10", 16), ("9223372036", 9_223_372_036)])
  func polls(text: String, seconds: Int64) throws {
    #expect(try read("backends", "[{name: 'a', poll: \(text)}]").first?.period == .seconds(seconds))
  }

  @Test("periods of version 3", arguments: [("1", 1), ("\"3\"", 3), ("2.7", 2), ("1.0001", 1)])
  func intervals(text: String, seconds: Int64) throws {
    #expect(try read("watches", "[{name: 'ab', interval: \(text)}]").first?.period == .seconds(seconds))
  }

  @Test(
    "what is no period",
    arguments: [
      "0", "-1", "0.5", "''", "'3s'", "'-3'", "'3.5'", "' 3'", "Infinity", "NaN", "9223372037", "true", "[]", "{}",
      "null",
    ])
  func badPeriods(text: String) {
    for (key, period) in [("backends", "poll"), ("watches", "interval")] {
      let error = #expect(throws: ConfigurationError.self) { try read(key, "[{name: 'ab', \(period): \(text)}]") }
      #expect(error?.message.hasPrefix("\(key)[0].\(period): expected whole seconds, 1 or more, found ") == true)
    }
  }

  @Test("names of version 3", arguments: ["ab", "aB", "a1", "a-", "a-b-9", String(repeating: "a", count: 255)])
  func names(name: String) throws {
    #expect(try read("watches", "[{name: '\(name)', interval: 1}]").first?.name == name)
  }

  @Test(
    "what is no name in version 3, but for some in version 2",
    arguments: ["a", "A", "Ab", "a_b", "a.b", "1a", "-a", "a b", "aä", "ab\\n"])
  func badNames(name: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try read("watches", "[{name: '\(name)', interval: 1}]") }
    #expect(error?.message.hasPrefix("watches[0].name: expected a name") == true && error?.column == 34)
    #expect(try read("backends", "[{name: '\(name)', poll: 1}]").count == 1)
  }

  @Test("a name is no longer than 255 octets")
  func longNames() {
    for (key, period) in [("backends", "poll"), ("watches", "interval")] {
      let name = String(repeating: "a", count: 256)
      #expect(throws: ConfigurationError.self) { try read(key, "[{name: '\(name)', \(period): 1}]") }
    }
  }

  @Test("the same service counts as another with another tag or, in version 3, datacenter")
  func same() throws {
    #expect(
      try read("watches", "[{name:'ab',interval:1},{name:'ab',interval:1,tag:'t'},{name:'ab',interval:1,dc:'d'}]").count
        == 3)
    #expect(try read("backends", "[{name:'a',poll:1},{name:'a',poll:1,tag:'t'}]").count == 2)
    #expect(throws: ConfigurationError.self) { try read("backends", "[{name:'a',poll:1},{name:'a',poll:1,tag:''}]") }
    #expect(throws: ConfigurationError.self) {
      try read("backends", "[{name:'a',poll:1,dc:'x'},{name:'a',poll:1,dc:'y'}]")
    }
  }

  @Test("keys that are of no use are ignored, whatever they hold")
  func unknown() throws {
    #expect(
      try read("{consul:'c', backends:[{name:'a',poll:1,onChange:{},x:1}], etcd:7, Consul:[], telemetry:null}").backends
        .count == 1)
  }

  @Test("problems of the whole", arguments: wholeRows)
  func whole(text: String, description: String) {
    let error = #expect(throws: ConfigurationError.self, "\(text)") { try read(text) }
    #expect(error?.description == "--pilot:" + description)
  }

  @Test("Consul may be left out where that is allowed, but not be wrong")
  func optionalConsul() throws {
    #expect(try read("{backends: []}", requiresConsul: false).consul == nil)
    #expect(try read("{consul: null, backends: []}", requiresConsul: false).consul == nil)
    for value in ["7", "true", "[]", "''", "'http://'"] {
      #expect(throws: ConfigurationError.self) { try read("{consul: \(value), backends: []}", requiresConsul: false) }
    }
  }
}

let consulExpectation = "host:port, http://host:port, https://host:port or unix://PATH"

private let wholeRows: [(String, String)] = [
  ("{}", "1:1: consul: expected host:port, a URL or an object, found nothing"),
  (" \n {backends: []}", "2:2: consul: expected host:port, a URL or an object, found nothing"),
  ("{consul: null, backends: []}", "1:10: consul: expected host:port, a URL or an object, found null"),
  ("{consul: 7, backends: []}", "1:10: consul: expected \(consulExpectation), or an object, found a number"),
  ("{consul: '{{ .EMPTY }}', backends: []}", "1:10: consul: expected \(consulExpectation), found \"\""),
  ("{consul: 'c'}", "1:1: expected the key backends (version 2) or watches (version 3), found neither"),
  (
    "{consul: 'c', watches: [],\n backends: null}",
    "2:2: expected either backends (version 2) or watches (version 3), found both"
  ),
  ("{consul: 'c', backends: {a: 1}}", "1:25: backends: expected an array, found an object"),
  ("{consul: 'c', watches: 'x'}", "1:24: watches: expected an array, found a string"),
  ("{consul: 'c', watches: [null, 1]}", "1:31: watches[1]: expected an object, found a number"),
  (
    "{consul: 'c', backends: [{name: 7, poll: 1}]}",
    "1:33: backends[0].name: expected a name of 1 to 255 octets, found a number"
  ),
  (
    "{consul: 'c', backends: [{name: null, poll: 1}]}",
    "1:33: backends[0].name: expected a name of 1 to 255 octets, found null"
  ),
  ("[]", "1:1: expected an object around the configuration, found an array"),
  ("", "1:1: expected an object, found the end of the text"),
  ("{{ nope }}", "1:4: unknown function 'nope'"), ("{{ .EMPTY }}{]", "1:14: expected a key or '}', found ']'"),
  ("{{ `{]` }}", "1:1: expected a key or '}', found ']'"),
  ("{consul: 'c', {{ .EMPTY }}", "1:27: expected a key or '}', found the end of the text"),
]
