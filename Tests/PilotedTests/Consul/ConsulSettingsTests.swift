import Testing

@testable import Piloted

private let secure = ConsulAddress(.host("127.0.0.1", port: 8500), isSecure: true)

@Suite("The variables of Consul's own tools")
struct ConsulSettingsTests {
  private func settings(_ variables: [String: String], address: String? = nil) throws -> ConsulSettings {
    try ConsulSettings(address: address, variables: variables)
  }

  @Test("nothing said is the agent of this host, and so are empty variables")
  func none() throws {
    let names = [
      "HTTP_ADDR", "HTTP_TOKEN", "HTTP_TOKEN_FILE", "HTTP_AUTH", "HTTP_SSL", "HTTP_SSL_VERIFY", "CACERT", "CAPATH",
      "CLIENT_CERT", "CLIENT_KEY", "TLS_SERVER_NAME",
    ]
    #expect(try settings([:]) == ConsulSettings())
    #expect(try settings(Dictionary(uniqueKeysWithValues: names.map { ("CONSUL_\($0)", "") })) == ConsulSettings())
    #expect(try settings(["CONSUL_HOST": "other", "CONSUL_PORT": "1"]) == ConsulSettings())
  }

  @Test("each variable has its place")
  func each() throws {
    let all = try settings([
      "CONSUL_HTTP_ADDR": "consul:1", "CONSUL_HTTP_TOKEN": "t", "CONSUL_HTTP_AUTH": "user:pass:word",
      "CONSUL_HTTP_SSL": "true", "CONSUL_HTTP_SSL_VERIFY": "false", "CONSUL_CACERT": "/ca", "CONSUL_CAPATH": "/cas",
      "CONSUL_CLIENT_CERT": "/c", "CONSUL_CLIENT_KEY": "/k", "CONSUL_TLS_SERVER_NAME": "name:8501",
    ])
    #expect(all.address == ConsulAddress(.host("consul", port: 1), isSecure: true))
    #expect(all.token == "t" && all.credentials == "user:pass:word" && !all.tls.isVerified)
    #expect(all.tls.authoritiesFile == "/ca" && all.tls.authoritiesFolder == "/cas")
    #expect(all.tls.certificate == "/c" && all.tls.key == "/k" && all.tls.serverName == "name")
  }

  @Test("an address that is said goes before the variable, which then need not be one")
  func precedence() throws {
    #expect(try settings(["CONSUL_HTTP_ADDR": "b:2"], address: "a:1").address == ConsulAddress("a:1"))
    #expect(try settings(["CONSUL_HTTP_ADDR": "://"], address: "a:1").address == ConsulAddress("a:1"))
    #expect(throws: ConsulSettingsError.address("://")) { try settings(["CONSUL_HTTP_ADDR": "://"]) }
  }

  @Test("variables go before what a file has said, and what they do not say stays")
  func overriding() throws {
    var said = ConsulSettings(token: "file", credentials: "a:b")
    (said.tls.authoritiesFile, said.tls.serverName, said.tls.isVerified) = ("/file", "file", false)
    try said.take(["CONSUL_HTTP_TOKEN": "variable", "CONSUL_CACERT": "/variable", "CONSUL_HTTP_SSL_VERIFY": "1"])
    #expect(said.token == "variable" && said.credentials == "a:b" && said.tls.isVerified)
    #expect(said.tls.authoritiesFile == "/variable" && said.tls.serverName == "file")
  }

  @Test("http:// does not switch off what CONSUL_HTTP_SSL switches on, a false one does not switch off https://")
  func scheme() throws {
    let (on, off) = (["CONSUL_HTTP_SSL": "1"], ["CONSUL_HTTP_SSL": "0"])
    #expect(try settings(on).address == secure)
    #expect(try settings(on, address: "http://127.0.0.1").address == secure)
    #expect(try settings(off, address: "https://127.0.0.1").address == secure)
    #expect(try settings(off).address == .local)
    #expect(try settings(on, address: "unix:///s").address == ConsulAddress(.socket(path: "/s"), isSecure: false))
  }

  @Test("yes and no are said as Go reads them", arguments: ["CONSUL_HTTP_SSL", "CONSUL_HTTP_SSL_VERIFY"])
  func booleans(name: String) throws {
    for (texts, value) in [
      (["1", "t", "T", "true", "TRUE", "True"], true), (["0", "f", "F", "false", "FALSE", "False"], false),
    ] {
      for text in texts {
        let said = try settings([name: text])
        let flag = name == "CONSUL_HTTP_SSL" ? said.address.isSecure : said.tls.isVerified
        #expect(flag == value, "\(text)")
      }
    }
    for text in ["yes", "no", "on", "2", "tRUE", " true", "ja"] {
      let error = ConsulSettingsError.variable(name, "'\(text)': expected true or false")
      #expect(throws: error) { try settings([name: text]) }
    }
  }

  @Test("a token in a file goes before one in a variable, without the space around it")
  func tokenFile() throws {
    let folder = try TestFolder()
    let (full, empty) = (try folder.write("\n abc\t\r\n", to: "full"), try folder.write(" \n", to: "empty"))
    #expect(try settings(["CONSUL_HTTP_TOKEN_FILE": full, "CONSUL_HTTP_TOKEN": "x"]).token == "abc")
    #expect(try settings(["CONSUL_HTTP_TOKEN_FILE": full]).token == "abc")
    #expect(try settings(["CONSUL_HTTP_TOKEN_FILE": empty, "CONSUL_HTTP_TOKEN": "x"]).token == "x")
    #expect(try settings(["CONSUL_HTTP_TOKEN_FILE": empty]).token == nil)
    let error = #expect(throws: ConsulSettingsError.self) { try settings(["CONSUL_HTTP_TOKEN_FILE": "/nowhere"]) }
    #expect(error?.description == "CONSUL_HTTP_TOKEN_FILE: /nowhere: No such file or directory")
    let long = try folder.write(String(repeating: "x", count: 65 << 10), to: "long")
    #expect(throws: ConsulSettingsError.self) { try settings(["CONSUL_HTTP_TOKEN_FILE": long]) }
  }

  @Test(
    "a token or credentials that would break out of their header are refused", arguments: ["a\nb", "a\r\nX: y", "a\0b"])
  func headers(text: String) throws {
    let folder = try TestFolder()
    let file = try folder.write(text, to: "token")
    #expect(throws: ConsulSettingsError.self) { try settings(["CONSUL_HTTP_TOKEN": text]) }
    #expect(throws: ConsulSettingsError.self) { try settings(["CONSUL_HTTP_TOKEN_FILE": file]) }
  }

  @Test("half a client's certificate is refused, also where a file has the other half")
  func half() throws {
    for name in ["CONSUL_CLIENT_CERT", "CONSUL_CLIENT_KEY"] {
      #expect(throws: ConsulSettingsError.halfACertificate) { try settings([name: "/x"]) }
    }
    #expect(throws: ConsulSettingsError.halfACertificate) { try taking(into: "/c", nil) }
    #expect(throws: ConsulSettingsError.halfACertificate) { try taking(into: nil, "/k") }
    #expect(try taking(into: "/c", "/k").key == "/k")
  }

  /// What is made of a certificate and key of a file, where no variable says anything.
  private func taking(into certificate: String?, _ key: String?) throws -> ConsulTLS {
    var said = ConsulTLS()
    (said.certificate, said.key) = (certificate, key)
    try said.take([:])
    return said
  }

  @Test("mistakes are said for the person who made them")
  func words() {
    #expect(ConsulSettingsError.address("x:y").description.hasPrefix("'x:y': expected a Consul agent's host:port"))
    #expect(ConsulSettingsError.halfACertificate.description.contains("together"))
    #expect(ConsulSettingsError.file("/x", "no").description == "/x: no")
    #expect(ConsulSettingsError.variable("V", "no").description == "V: no")
  }
}
