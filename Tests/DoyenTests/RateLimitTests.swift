import TestSupport
import Testing

@Suite("Answers for networks that ask too much", .timeLimit(.minutes(5)))
struct RateLimitTests {
  /// Another host that sends a thousand questions a second, without reading answers, until there is a file `enough`: so many that a server
  /// with little of the processor has room for them all. It ends also where nobody is left to end it.
  private static let flood = #"""
    add_stranger
    remote() { stranger $patient_dig @192.0.2.1 web.service.local "$@"; }
    metric() { curl -s http://127.0.0.1:5380/metrics | grep -q "^doyen_$1"; }
    question='\x1\x2\x1\x0\x0\x1\x0\x0\x0\x0\x0\x0\x3web\x7service\x5local\x0\x0\x1\x0\x1'
    cat >flood <<EOF
    exec 3<>/dev/udp/192.0.2.1/53
    while [ ! -e enough ] && [ \$SECONDS -lt 240 ]; do for i in {1..20}; do printf '$question' >&3; done; sleep 0.02; done
    EOF
    start_flood() { nsenter --net=/proc/$other/ns/net bash flood & flood=$!; }

    """#

  @Test("are truncated or dropped; TCP, who has a cookie, and the host itself are answered")
  func flood() async throws {
    let (status, text) = try await OwnNetwork().run(
      Self.flood + #"""
        listen=192.0.2.1:53 serve --allow any --rate-limit 1 --admin 127.0.0.1:5380
        cookie=$(remote +cookie=0102030405060708 | sed -n 's/^; COOKIE: \([0-9a-f]*\) .*/\1/p')
        start_flood
        until_true metric 'rate_limited_total{action="dropped"} [0-9]\{3,\}'
        remote +tcp +short
        for try in $(seq 60); do remote +ignore +time=1 | grep -o 'flags: qr tc rd; QUERY: 1, ANSWER: 0' && break; done
        for try in $(seq 20); do remote +ignore +cookie=$cookie +short; done | uniq -c | tr -s ' '
        for try in $(seq 20); do dig @192.0.2.1 web.service.local +ignore +short; done | uniq -c | tr -s ' '
        wait_for 'asks more than' log
        until_true metric 'rate_limited_total{action="truncated"} [0-9]\{3,\}'
        touch enough
        wait $flood
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
        start=$(date +%s)
        for i in 1 2 3; do stranger bash torrent & torrents="$torrents $!"; done
        wait $torrents
        limit=$(( 100 * ($(date +%s) - start) + 300 ))
        curl -s http://127.0.0.1:5380/metrics | awk -v limit=$limit '
          /^doyen_answers_total/ { given += $2 } /^doyen_rate_limited_total.*truncated/ { given -= $2 }
          /^doyen_udp_received_total/ && $2 > 1000 { busy += 1 }
          END { print busy " workers", (given >= 100 && given < limit ? "within the limit" : given " answers") }'
        """#)
    #expect(status == 0 && text == "2 workers within the limit\n", "\(text)")
  }

  @Test("have no limit where it is switched off")
  func off() async throws {
    let (status, text) = try await OwnNetwork().run(
      Self.flood + """
        listen=192.0.2.1:53 serve --allow any --rate-limit off --admin 127.0.0.1:5380
        start_flood
        until_true metric 'udp_received_total[^ ]* [0-9]\\{3,\\}'
        for try in $(seq 20); do remote +ignore +short; done | uniq -c | tr -s ' '
        touch enough
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
