import TestSupport
import Testing

@Suite("Forwarding", .timeLimit(.minutes(5)))
struct ForwardingTests {
  @Test("other names are asked upstream, over both transports, and kept; ours are not")
  func forwards() async throws {
    let (status, text) = try await OwnNetwork().run(
      """
      upstream
      serve --forward 127.0.0.2
      ask www.example.com +short
      ask www.example.com +tcp +short
      ask txt.example.com txt +short | wc -w
      ask nope.example.com | grep -o 'status: [A-Z]*'
      ask web.service.local +short
      ask www.service.local +short
      ask a.localhost +short
      ask nope.service.local | grep -o 'flags: [a-z ]*;'
      ask _info.service.local txt +short | grep -o '"relayed.*'
      """)
    #expect(
      status == 0
        && text == """
          192.0.2.2
          192.0.2.2
          30
          status: NXDOMAIN
          10.0.3.1
          www.example.com.
          192.0.2.2
          127.0.0.1
          flags: qr aa rd ra;
          "relayed=6" "relayed-from-cache=3" "leaked=0"

          """,
      "\(text)")
  }

  @Test("a resolv.conf is followed, this server in it left out, and names with a search domain are counted")
  func file() async throws {
    let (status, text) = try await OwnNetwork().run(
      """
      upstream
      serve --forward ./resolv.conf --forward-cache off
      grep -c './resolv.conf:2: 127.0.0.1:53 is this server itself' log
      ask www.example.com +short
      ask web.service.local.corp.example | grep -o 'status: [A-Z]*'
      echo 'nameserver 127.0.0.1' >resolv.conf
      wait_for 'no other resolver is named here' log
      wait_for 'resolvers read again' log
      ask www.example.com | grep -o -e 'status: [A-Z]*' -e 'EDE: [0-9]*'
      ask 1.0.0.10.in-addr.arpa ptr | grep -o -e 'status: [A-Z]*'
      echo 'nameserver 127.0.0.2' >new
      mv new resolv.conf
      for try in $(seq 100); do ask www.example.com | grep -q NOERROR && break; sleep 0.05; done
      ask www.example.com +short
      ask _info.service.local txt +short | grep -o '"leaked.*'
      """)
    #expect(
      status == 0
        && text == """
          1
          192.0.2.2
          status: REFUSED
          status: SERVFAIL
          EDE: 23
          status: NXDOMAIN
          192.0.2.2
          "leaked=1"

          """,
      "\(text)")
  }

  @Test("where one upstream of several is in the Internet, names of private addresses are answered here")
  func privateNames() async throws {
    let (status, text) = try await OwnNetwork().run(
      """
      upstream
      serve --forward 127.0.0.2 --forward 192.0.2.9
      ask 1.0.0.10.in-addr.arpa ptr | grep -o -e 'status: [A-Z]*'
      ask www.example.com +short
      """)
    #expect(status == 0 && text == "status: NXDOMAIN\n192.0.2.2\n", "\(text)")
  }

  @Test("links that lead to a resolv.conf may lead elsewhere, and what is there is followed")
  func links() async throws {
    let (status, text) = try await OwnNetwork().run(
      """
      upstream
      mkdir one two
      echo 'nameserver 127.0.0.9' >one/resolv.conf
      echo 'nameserver 127.0.0.8' >two/resolv.conf
      ln -s one data
      ln -s data/resolv.conf link
      serve --forward ./link
      ask www.example.com | grep -o -e 'status: [A-Z]*'
      ln -s two new
      mv -T new data
      wait_for 'resolvers read again' log
      echo 'nameserver 127.0.0.2' >two/resolv.conf
      for try in $(seq 100); do ask www.example.com | grep -q NOERROR && break; sleep 0.05; done
      ask www.example.com +short
      """)
    #expect(status == 0 && text == "status: SERVFAIL\n192.0.2.2\n", "\(text)")
  }

  @Test("a domain has its own upstream, and all others none")
  func zone() async throws {
    let (status, text) = try await OwnNetwork().run(
      """
      upstream
      serve --forward-zone example.com=127.0.0.9,127.0.0.2
      ask www.example.com +short
      ask www.example.net | grep -o -e 'status: [A-Z]*' -e 'EDE: [0-9]*'
      """)
    #expect(status == 0 && text == "192.0.2.2\nstatus: SERVFAIL\nEDE: 23\n", "\(text)")
  }

  @Test("a silent upstream is SERVFAIL within five seconds, and delays no name of ours on the same connection")
  func silent() async throws {
    let (status, text) = try await OwnNetwork().run(
      """
      ip link add here type veth peer name nowhere
      ip address add 192.0.2.1/24 dev here
      ip link set nowhere up
      ip link set here up
      ip neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev here nud permanent
      serve --forward 192.0.2.9
      # Another name where the machine stood still meanwhile.
      for name in one two three; do
        ask $name.example.com >answer
        time=$(sed -n 's/^;; Query time: \\([0-9]*\\) msec/\\1/p' answer)
        [ $time -lt 5000 ] && break
      done
      echo $(( time < 5000 ))
      grep -o -e 'status: [A-Z]*' -e 'EDE: [0-9]*' answer
      ask web.service.local +short
      """)
    #expect(status == 0 && text == "1\nstatus: SERVFAIL\nEDE: 22\n10.0.3.1\n", "\(text)")
  }
}
