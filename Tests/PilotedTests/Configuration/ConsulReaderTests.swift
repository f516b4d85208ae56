import Testing

@testable import Piloted

@Suite("How a configuration for ContainerPilot says to reach Consul")
struct ConsulReaderTests {
  private func setting(_ text: String) throws -> ConsulSetting? { try read("{consul: \(text), backends: []}").consul }

  @Test("addresses", arguments: addressRows)
  func addresses(text: String, address: String, scheme: ConsulSetting.Scheme?) throws {
    let expected = ConsulSetting(address: address, scheme: scheme)
    #expect(try setting("'\(text)'") == expected)
    #expect(try setting("{address: '\(text)'}") == expected)
  }

  @Test(
    "what is no address",
    arguments: [
      "", " ", "http://", "https://", "unix://", "unix://relative", "ftp://c:1", "c:", "c:0", "c:65536", "c:x", "c:1/",
      "http://c:8500/v1", "::1", "[::1", "[]:1", "[::1]1", "c d",
      "c:+1", ":8500", "http://http://c", "ä:1",
    ])
  func badAddresses(text: String) {
    let error = #expect(throws: ConfigurationError.self, "\(text)") { try setting("'\(text)'") }
    #expect(error?.message == "consul: expected \(consulExpectation), found \"\(text)\"" && error?.column == 10)
    #expect(throws: ConfigurationError.self) { try setting("{address: '\(text)'}") }
  }

  @Test("what may be a password is not repeated")
  func password() {
    let error = #expect(throws: ConfigurationError.self) { try setting("'http://user:secret@c:1'") }
    #expect(error?.message.contains("secret") == false && error?.column == 10)
  }

  @Test("an object without an address leaves it open")
  func noAddress() throws {
    #expect(try setting("{}") == ConsulSetting())
    #expect(try setting("{token: 'x', scheme: 'https', address: null}")?.scheme == .https)
  }

  @Test("a scheme may be written twice, but not differently")
  func schemes() throws {
    #expect(try setting("{address: 'https://c', scheme: 'https'}") == ConsulSetting(address: "c", scheme: .https))
    #expect(try setting("{address: 'c', scheme: ''}")?.scheme == nil)
    let error = #expect(throws: ConfigurationError.self) { try setting("{address: 'https://c', scheme: 'http'}") }
    #expect(error?.description == "--pilot:1:41: consul.scheme: expected \"https\", as in the address, found \"http\"")
    for scheme in ["ftp", "unix", "HTTP"] {
      #expect(throws: ConfigurationError.self) { try setting("{address: 'c', scheme: '\(scheme)'}") }
    }
  }

  @Test("whether to verify, which is absent where it is not written", arguments: verifyRows)
  func verify(text: String, verifies: Bool?) throws { #expect(try setting("{tls: {\(text)}}")?.tls.verify == verifies) }

  @Test("what is no truth value", arguments: ["''", "'yes'", "1", "0", "[]", "{}"])
  func badVerify(text: String) {
    let error = #expect(throws: ConfigurationError.self) { try setting("{tls: {verify: \(text)}}") }
    #expect(error?.message.hasPrefix("consul.tls.verify: expected true or false") == true)
  }

  @Test("empty texts, which variables leave behind, count as not written")
  func emptyTexts() throws {
    let text = "{token: '{{ .TOKEN }}', tls: {cafile: '', capath: '', clientcert: '', clientkey: '', servername: ''}}"
    #expect(try setting(text) == ConsulSetting())
    #expect(try setting("{tls: null}") == ConsulSetting())
    #expect(throws: ConfigurationError.self) { try setting("{tls: 'x'}") }
  }
}

private let addressRows: [(String, String, ConsulSetting.Scheme?)] = [
  ("c:8500", "c:8500", nil), ("c", "c", nil), ("http://c:8500", "c:8500", .http),
  ("https://c.example:8501", "c.example:8501", .https),
  ("unix:///run/consul.sock", "/run/consul.sock", .unix), ("127.0.0.1:8500", "127.0.0.1:8500", nil),
  ("[::1]:8500", "[::1]:8500", nil),
  ("http://[::1]", "[::1]", .http), ("httpd:8500", "httpd:8500", nil), ("c:65535", "c:65535", nil),
]

private let verifyRows: [(String, Bool?)] = [
  ("", nil), ("verify: null", nil), ("verify: true", true), ("verify: false", false), ("verify: 'true'", true),
  ("verify: 'false'", false),
  ("verify: '1'", true), ("verify: '0'", false),
]
