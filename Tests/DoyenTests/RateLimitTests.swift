import TestSupport
import Testing

@Suite("Answers for networks that ask too much", .timeLimit(.minutes(2)))
struct RateLimitTests {
  /// Another host, `stranger`, that sends some thousand questions a second for five seconds, without reading answers.
  private static let flood = #"""
    unshare --net sleep 100 & other=$!
    trap 'kill $server $other; wait' EXIT
    sleep 0.2
    ip link add here type veth peer name there netns $other
    ip address add 192.0.2.1/24 dev here
    ip link set here up
    stranger() { nsenter --net=/proc/$other/ns/net "$@"; }
    stranger ip address add 192.0.2.2/24 dev there
    stranger ip link set there up
    remote() { stranger dig @192.0.2.1 web.service.local +time=1 +tries=1 "$@"; }
    question='\x1\x2\x1\x0\x0\x1\x0\x0\x0\x0\x0\x0\x3web\x7service\x5local\x0\x0\x1\x0\x1'
    cat >flood <<EOF
    exec 3<>/dev/udp/192.0.2.1/53
    while [ \$SECONDS -lt 5 ]; do for i in {1..100}; do printf '$question' >&3; done; sleep 0.02; done
    EOF

    """#

  @Test("are truncated or dropped; TCP, who has a cookie, and the host itself are answered")
  func flood() async throws {
    let (status, text) = try await OwnNetwork().run(
      Self.flood + #"""
        listen=192.0.2.1:53 serve --allow any --rate-limit 1 --admin 127.0.0.1:5380
        cookie=$(remote +cookie=0102030405060708 | sed -n 's/^; COOKIE: \([0-9a-f]*\) .*/\1/p')
        stranger bash flood & flood=$!
        sleep 0.5
        remote +tcp +short
        for try in $(seq 20); do remote +ignore | grep -o 'flags: qr tc rd; QUERY: 1, ANSWER: 0' && break; done
        for try in $(seq 20); do remote +ignore +cookie=$cookie +short; done | uniq -c | tr -s ' '
        for try in $(seq 20); do dig @192.0.2.1 web.service.local +time=1 +tries=1 +ignore +short; done | uniq -c | tr -s ' '
        wait $flood
        wait_for 'asks more than' log
        grep -c '192.0.2.0/24 asks more than --rate-limit allows' log
        curl -s http://127.0.0.1:5380/metrics | sed -n 's/^doyen_rate_limited_total{action="\([a-z]*\)"} [0-9]\{3,\}.*/\1/p'
        """#)
    #expect(
      status == 0
        && text == """
          10.0.3.1
          flags: qr tc rd; QUERY: 1, ANSWER: 0
           20 10.0.3.1
           20 10.0.3.1
          1
          dropped
          truncated

          """,
      "\(text)")
  }

  @Test("are no more where several workers serve a network at once, each with a time of its own")
  func workers() async throws {
    let (status, text) = try await OwnNetwork().run(
      Self.flood + #"""
        cat >torrent <<EOF
        for i in {1..16}; do exec {port}<>/dev/udp/192.0.2.1/53; ports+=(\$port); done
        while [ \$SECONDS -lt 3 ]; do for port in \${ports[@]}; do printf '$question' >&\$port; done; done
        EOF
        listen=192.0.2.1:53 serve --allow any --rate-limit 100 --admin 127.0.0.1:5380 --workers 2
        for i in 1 2 3; do stranger bash torrent & torrents="$torrents $!"; done
        wait $torrents
        curl -s http://127.0.0.1:5380/metrics | awk '
          /^doyen_answers_total/ { given += $2 } /^doyen_rate_limited_total.*truncated/ { given -= $2 }
          /^doyen_udp_received_total/ && $2 > 1000 { busy += 1 }
          END { print busy " workers", (given >= 100 && given < 800 ? "within the limit" : given " answers") }'
        """#)
    #expect(status == 0 && text == "2 workers within the limit\n", "\(text)")
  }

  @Test("have no limit where it is switched off")
  func off() async throws {
    let (status, text) = try await OwnNetwork().run(
      Self.flood + """
        listen=192.0.2.1:53 serve --allow any --rate-limit off
        stranger bash flood & flood=$!
        sleep 0.5
        for try in $(seq 20); do remote +ignore +short; done | uniq -c | tr -s ' '
        wait $flood
        """)
    #expect(status == 0 && text == " 20 10.0.3.1\n", "\(text)")
  }

  @Test("what is no number is refused", arguments: ["0", "1.5", "many", "1000001", ""])
  func mistakes(value: String) async throws {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--zones", exampleZones, "--rate-limit", value]
    let (status, text) = try await Program.run(Program.doyen, arguments)
    #expect(status == 64 && text.contains("expected a number of 1 to 1000000, or off"), "\(text)")
  }
}
