import Foundation
import TestSupport
import Testing

@Suite("Ports that can't be had", .timeLimit(.minutes(1)))
struct BindTests {
  private let folder: TemporaryFolder
  private let services: String

  init() throws {
    folder = try TemporaryFolder()
    services = try folder.write("[{\"service\": \"web\", \"address\": \"10.0.3.1:80\"}]", to: "services.json")
  }

  /// Runs a script in a network of its own, where it is root. Without root the tests can't make one, and fail.
  private func script(_ text: String) async throws -> (status: CInt, text: String) {
    try #require(getuid() == 0, "this test needs root: it makes a network of its own and changes users")
    let wait = "wait_for() { for try in $(seq 200); do grep -q \"$1\" $2 && return; sleep 0.05; done; cat $2; exit 9; }"
    let head = "set -e\ncd \(folder.path)\nchmod 755 .\nip link set lo up\n\(wait)\n"
    return try await Program.run("/usr/bin/unshare", ["--net", "/bin/sh", "-c", head + text])
  }

  private var serve: String {
    "\(Program.doyen) serve --listen 127.0.0.1:53 --zones \(exampleZones) --services \(services)"
  }

  @Test("a privileged port: three ways to it are named")
  func refused() async throws {
    let (status, text) = try await script(
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
    let (status, text) = try await script(
      """
      dnsmasq --conf-file=/dev/null --no-daemon --no-resolv --bind-interfaces --listen-address=127.0.0.53 2>dnsmasq & first=$!
      wait_for started dnsmasq
      \(serve) 2>log & server=$!
      wait_for ready log
      kill $server
      wait $server
      kill $first
      wait $first || true
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
