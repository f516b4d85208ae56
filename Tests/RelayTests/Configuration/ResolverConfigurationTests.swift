import DNSWire
import Relay
import Testing

@Suite("resolv.conf")
struct ResolverConfigurationTests {
  @Test("name servers with their lines, the search list and the options")
  func whole() throws {
    let configuration = ResolverConfiguration(
      parsing: """
        # Made by hand.
        domain old.example
        nameserver 10.0.0.1
        ; nameserver 10.0.0.9
        nameserver\tfe80::1%lo   # the router
        nameserver 2620:fe::fe;the third

        search corp.example  example.net.
        nameserver 9.9.9.9
        options ndots:2 timeout:1 attempts:3 rotate trust-ad edns0 use-vc inet6 no-tld-query
        sortlist 10.0.0.0
        """)
    #expect(
      configuration.nameservers.map(\.upstream.description) == [
        "10.0.0.1:53", "[fe80::1%lo]:53", "[2620:fe::fe]:53", "9.9.9.9:53",
      ])
    #expect(configuration.nameservers.map(\.line) == [3, 5, 6, 9])
    #expect(configuration.nameserversBeyondGlibc.map(\.line) == [9])
    #expect(configuration.searchDomains == [try Name("corp.example"), try Name("example.net")])
    #expect(configuration.searchLine == 8 && configuration.warnings.isEmpty)
    let options = configuration.options
    #expect(options.ndots == 2 && options.timeout == 1 && options.attempts == 3)
    #expect(options.rotates && options.trustsAD && options.usesEDNS && options.usesTCP)
    #expect(options.others == ["inet6", "no-tld-query"])
  }

  @Test("an empty one has what glibc assumes")
  func empty() {
    let configuration = ResolverConfiguration(parsing: "")
    #expect(configuration.nameservers.isEmpty && configuration.searchLine == nil && configuration.warnings.isEmpty)
    let options = configuration.options
    #expect((options.ndots, options.timeout, options.attempts) == (1, 5, 2))
    #expect(!options.rotates && !options.trustsAD && !options.usesEDNS && !options.usesTCP)
  }

  @Test(
    "bad lines are told, and the others count",
    arguments: [
      ("nameserver", "expected an IP address behind 'nameserver'"),
      ("nameserver dns.example", "expected an IP address without a port behind 'nameserver', found 'dns.example'"),
      ("nameserver 9.9.9.9:53", "expected an IP address without a port behind 'nameserver', found '9.9.9.9:53'"),
      ("nameserver [::1]", "expected an IP address without a port behind 'nameserver', found '[::1]'"),
      ("nameserver tls://9.9.9.9", "expected an IP address without a port behind 'nameserver', found 'tls://9.9.9.9'"),
      (
        "nameserver ::1%nowhere0",
        "expected an IPv6 address and a network interface of this host behind its '%', found '::1%nowhere0'"
      ),
      (
        "nameserver fe80::1",
        "expected '%' and a network interface behind a link-local address, such as fe80::1%eth0, found 'fe80::1'"
      ),
      (" nameserver 9.9.9.9", "expected 'nameserver' at the start of the line; programs pass over this one"),
      ("search a..b", "expected a domain name, found 'a..b'"),
      ("server 1.1.1.1", "expected nameserver, search, domain, options or sortlist, found 'server'"),
    ])
  func bad(line: String, message: String) {
    let configuration = ResolverConfiguration(parsing: "nameserver 10.0.0.1\r\n\(line)\r\nnameserver 10.0.0.2\r\n")
    #expect(configuration.warnings.map(\.description) == ["2: \(message)"])
    #expect(configuration.nameservers.map(\.line) == [1, 3])
  }

  @Test("of domain and search the last counts; domain has one name")
  func search() throws {
    let text = "search a.example b.example\ndomain c.example d.example\n"
    #expect(ResolverConfiguration(parsing: text).searchDomains == [try Name("c.example")])
    #expect(ResolverConfiguration(parsing: text + "search\n").searchDomains.isEmpty)
  }

  @Test(
    "numbers are bounded as glibc does, and what is none is kept as a word",
    arguments: [
      ("ndots:99", 15, 5, 2, []), ("timeout:31 ndots:0", 0, 30, 2, []), ("attempts:9", 1, 5, 5, []),
      ("ndots: ndots:x ndots:-1 other:3", 1, 5, 2, ["ndots:", "ndots:x", "ndots:-1", "other:3"]),
      ("ndots:2 ndots:3", 3, 5, 2, []),
    ] as [(String, Int, Int, Int, [String])])
  func numbers(words: String, ndots: Int, timeout: Int, attempts: Int, others: [String]) {
    let options = ResolverConfiguration(parsing: "options \(words)").options
    #expect((options.ndots, options.timeout, options.attempts) == (ndots, timeout, attempts))
    #expect(options.others == others)
  }
}
