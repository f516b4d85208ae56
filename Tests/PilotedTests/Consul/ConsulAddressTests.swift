import Testing

@testable import Piloted

@Suite("The address of an agent, as CONSUL_HTTP_ADDR says it")
struct ConsulAddressTests {
  @Test(
    "is read",
    arguments: [
      ("127.0.0.1:8500", "http://127.0.0.1:8500"), ("consul", "http://consul:8500"),
      ("consul.example.com:80", "http://consul.example.com:80"), ("http://consul:1", "http://consul:1"),
      ("http://consul:65535/", "http://consul:65535"), ("https://consul", "https://consul:8500"),
      ("HTTPS://consul:8501", "https://consul:8501"), ("[::1]:8500", "http://[::1]:8500"),
      ("[2001:db8::1]", "http://[2001:db8::1]:8500"), ("https://[::1]:8501", "https://[::1]:8501"),
      ("unix:///var/run/consul.sock", "unix:///var/run/consul.sock"), ("unix:///a b", "unix:///a b"),
    ])
  func good(text: String, description: String) throws {
    let address = try ConsulAddress(text)
    #expect(address.description == description)
    #expect(try ConsulAddress(description) == address)
  }

  @Test("has its parts")
  func parts() throws {
    #expect(try ConsulAddress("[::1]:1") == ConsulAddress(.host("::1", port: 1), isSecure: false))
    #expect(try ConsulAddress("https://c:2") == ConsulAddress(.host("c", port: 2), isSecure: true))
    #expect(try ConsulAddress("unix:///s") == ConsulAddress(.socket(path: "/s"), isSecure: false))
    #expect(ConsulAddress.local.description == "http://127.0.0.1:8500")
  }

  @Test(
    "is refused",
    arguments: [
      "", ":8500", "consul:", "consul:0", "consul:65536", "consul:+80", "consul:8500x", "consul:-1", "http://",
      "https://:1", "http://a:1/path", "ftp://consul", "tcp://consul:8500", "unix://", "unix://relative", "::1",
      "2001:db8::1:8500", "[::1", "[]:8500", "[::1]8500", "[::1]:", "[consul]:8500", "user@consul", "con sul", "a?b",
      "a#b",
      "http://https://a", "consul:80\n", "a%20b", "unix:///a\0b",
    ])
  func bad(text: String) {
    #expect(throws: ConsulSettingsError.address(text)) { try ConsulAddress(text) }
  }
}
