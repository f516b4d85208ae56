import TestSupport
import Testing

@Suite("Who may ask, and settings of forwarding", .timeLimit(.minutes(5)))
struct AccessTests {
  @Test(
    "strangers are refused, over UDP and TCP, and who is allowed is not; an address that comes is the host's own at once"
  )
  func access() async throws {
    let (status, text) = try await OwnNetwork().run(
      """
      add_stranger
      remote() { stranger $patient_dig @192.0.2.1 "$@"; }
      listen=192.0.2.1:53 serve --listen 127.0.0.1:53
      grep -c 'on 192.0.2.1:53 only this host itself may ask' log
      remote web.service.local | grep -o -e 'status: [A-Z]*' -e 'EDE: [0-9]*'
      remote web.service.local +tcp | grep -o 'status: [A-Z]*'
      remote version.bind ch txt | grep -o 'status: [A-Z]*'
      dig @192.0.2.1 web.service.local +short
      ip address add 192.0.2.7/24 dev here
      for try in $(seq 600); do dig @192.0.2.1 -b 192.0.2.7 web.service.local +short | grep 10.0.3.1 && break; sleep 0.05; done
      kill $server
      wait $server || true
      listen=192.0.2.1:53 serve --allow 192.0.2.0/24
      grep -c 'may ask' log || true
      remote web.service.local +short
      remote web.service.local +short +tcp
      """)
    #expect(
      status == 0
        && text == """
          1
          status: REFUSED
          EDE: 18
          status: REFUSED
          status: REFUSED
          10.0.3.1
          10.0.3.1
          0
          10.0.3.1
          10.0.3.1

          """,
      "\(text)")
  }

  @Test(
    "what is wrong with a setting is said",
    arguments: [
      (["--forward", "resolver"], "--forward resolver: expected an IP address"),
      (["--forward", "127.0.0.1:5399"], "--forward 127.0.0.1:5399: 127.0.0.1:5399 is this server itself"),
      (["--forward", "0.0.0.0:5399"], "5399 is this server itself"),
      (["--forward", "[::ffff:127.0.0.1]:5399"], "5399 is this server itself"),
      (["--forward", "tls://9.9.9.9#"], "--forward tls://9.9.9.9#: expected"),
      (["--forward", "/nowhere/resolv.conf"], "/nowhere/resolv.conf: No such file or directory"),
      (["--forward-zone", "example.com"], "--forward-zone example.com: expected a domain, '=' and an address"),
      (["--forward-zone", ".=9.9.9.9"], "--forward-zone .=9.9.9.9: expected a domain other than '.'"),
      (
        ["--forward-zone", "api.service.local=9.9.9.9"],
        "--forward-zone api.service.local.: names of the zone service.local. are answered here"
      ),
      (
        ["--forward-zone", "a.localhost=9.9.9.9"],
        "--forward-zone a.localhost=9.9.9.9: names of localhost. are always answered here"
      ),
      (["--forward-cache", "much"], "--forward-cache much: expected a number of octets"),
      (
        ["--allow", "10.0.0.1/8"],
        "--allow 10.0.0.1/8: expected a network, found an address in one; is 10.0.0.0/8 meant?"
      ),
      (["--allow", "everyone"], "--allow everyone: expected a network or an address"),
    ])
  func mistakes(arguments: [String], message: String) async throws {
    let folder = try TemporaryFolder()
    let services = try folder.write("[]", to: "services.json")
    let (status, text) = try await Program.run(
      Program.doyen,
      ["serve", "--listen", "127.0.0.1:5399", "--zones", exampleZones, "--services", services] + arguments)
    #expect(status != 0 && text.contains(message), "\(text)")
  }
}
