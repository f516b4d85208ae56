import TestSupport
import Testing

@Suite("A link that is narrower than an answer", .timeLimit(.minutes(5)))
struct NarrowLinkTests {
  @Test("the answer arrives in fragments over UDP")
  func narrow() async throws {
    let network = try NetworkScript()
    let rows = (1...15).map { "{\"service\": \"web\", \"address\": \"10.0.3.\($0):80\"}" }
    _ = try network.folder.write("[\(rows.joined(separator: ", "))]", to: "services.json")
    let (status, text) = try await network.run(
      """
      add_stranger
      \(Program.doyen) serve --listen 192.0.2.1:53 --zones \(exampleZones) --services \(network.services) \
        --allow 192.0.2.0/24 2>log & server=$!
      trap 'kill $server $other; wait' EXIT
      wait_for ready log
      fragments() { awk '$1 == "Ip:" { count = $20 } END { print count }' /proc/net/snmp; }
      ask() { stranger $patient_dig @192.0.2.1 web.service.local SRV +bufsize=1232 +ignore >answer; }
      tell() { echo $1: $(grep -c 'IN.SRV.[0-9]' answer) records, $(fragments) fragments; }
      ask && tell wide
      ip link set here mtu 600
      ask && tell narrow
      ask && tell narrow
      """)
    #expect(
      status == 0
        && text.contains(
          "wide: 15 records, 0 fragments\nnarrow: 15 records, 3 fragments\nnarrow: 15 records, 6 fragments\n"),
      "\(text)")
  }
}
