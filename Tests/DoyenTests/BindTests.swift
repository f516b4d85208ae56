import Foundation
import TestSupport
import Testing

@Suite("Ports that can't be had", .timeLimit(.minutes(5)))
struct BindTests {
  private let network: NetworkScript

  init() throws { network = try NetworkScript() }

  private var serve: String { network.serve }

  @Test("a privileged port: three ways to it are named")
  func refused() async throws {
    let (status, text) = try await network.run(
      "setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all \(serve) || echo status $?"
    )
    #expect(status == 0 && text.contains("TCP 127.0.0.1:53: Permission denied; one of these helps:\n"), "\(text)")
    for way in [
      "  setcap cap_net_bind_service=+ep /", "  sysctl net.ipv4.ip_unprivileged_port_start=53\n", "--user NAME",
    ] {
      #expect(text.contains(way), "\(text)")
    }
    #expect(text.hasSuffix("status 1\n"))
  }

  @Test("a port that is taken: who has it; one at another address is in nobody's way")
  func taken() async throws {
    let (status, text) = try await network.run(
      """
      dnsmasq --conf-file=/dev/null --no-daemon --no-resolv --bind-interfaces --listen-address=127.0.0.53 2>dnsmasq & first=$!
      wait_for started dnsmasq
      \(serve) 2>log & server=$!
      wait_for ready log
      kill $server
      wait $server
      kill $first
      wait $first || true
      rm dnsmasq
      dnsmasq --conf-file=/dev/null --no-daemon --no-resolv 2>dnsmasq & first=$!
      wait_for started dnsmasq
      \(serve) || echo status $?
      kill $first
      """)
    #expect(status == 0, "\(text)")
    #expect(
      text.contains(#/TCP 127.0.0.1:53: Address already in use; dnsmasq \(\d+\) has it, at all addresses\nstatus 1/#))
  }
}
