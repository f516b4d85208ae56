import TestSupport
import Testing

@Suite("What an upstream has checked by DNSSEC", .timeLimit(.minutes(5)))
struct AuthenticDataTests {
  /// An unbound at 127.0.0.2 that has a signed `example.com` and its key, and a name that nobody has signed.
  private static let unbound = """
    key=$(ldns-keygen -a ECDSAP256SHA256 example.com)
    ldns-signzone -f signed.zone upstream.zone $key
    cat >unbound.conf <<EOF
    server:
      interface: 127.0.0.2
      directory: "$PWD"
      chroot: ""
      username: ""
      pidfile: ""
      use-syslog: no
      do-daemonize: no
      trust-anchor-file: "$key.key"
      local-zone: "unsigned.example." static
      local-data: "unsigned.example. A 192.0.2.3"
    auth-zone:
      name: example.com
      zonefile: signed.zone
      for-downstream: no
    remote-control:
      control-enable: no
    EOF
    /usr/sbin/unbound -c unbound.conf 2>unbound.log & upstream=$!
    wait_for 'start of service' unbound.log
    flags() { ask "$@" | sed -n 's/^;; flags: \\([a-z ]*\\);.*/\\1/p'; }

    """

  @Test(
    "is told on request where --trust-ad is given, also out of memory, and never where it is not",
    arguments: [("--trust-ad", "qr rd ra ad"), ("", "qr rd ra")])
  func authentic(flag: String, expected: String) async throws {
    let (status, text) = try await OwnNetwork().run(
      Self.unbound + """
        dig @127.0.0.2 www.example.com | grep -o 'qr rd ra ad'
        serve --forward 127.0.0.2 \(flag)
        flags www.example.com
        flags www.example.com
        flags www.example.com +tcp +dnssec +noadflag
        flags www.example.com +noadflag
        flags nope.example.com
        flags unsigned.example
        flags web.service.local
        ask www.example.com +short
        """)
    let lines = [
      "qr rd ra ad", expected, expected, expected, "qr rd ra", expected, "qr rd ra", "qr aa rd ra", "192.0.2.2",
    ]
    #expect(status == 0 && text == lines.map { $0 + "\n" }.joined(), "\(text)")
  }
}
