import Foundation
import TestSupport
import Testing

@Suite("doyen doctor", .timeLimit(.minutes(5)))
struct DoctorCommandTests {
  private let folder: TemporaryFolder
  private let services: String

  init() throws {
    folder = try TemporaryFolder()
    services = try folder.write("[{\"service\": \"api\", \"address\": \"10.0.3.1:80\"}]", to: "services.json")
  }

  /// Runs a script on a host of its own, where Doyen answers at port 53 and these are the resolver's files; it needs root.
  private func onHost(resolver: String, nsswitch: String, _ text: String) async throws -> (status: CInt, text: String) {
    try #require(getuid() == 0, "this test needs root: it makes networks and mounts of its own")
    let head = """
      set -e
      ip link set lo up
      ip address add 192.0.2.1/32 dev lo
      mount --bind \(try folder.write(resolver, to: "resolv.conf")) /etc/resolv.conf
      mount --bind \(try folder.write(nsswitch, to: "nsswitch.conf")) /etc/nsswitch.conf
      cd \(folder.path)
      \(Program.doyen) serve --listen 127.0.0.1:53 --zones \(exampleZones) --services \(services) 2>log & server=$!
      \(NetworkScript.functions)
      wait_for ready log
      # Here no server is silent, unless the machine stood still for as long as doctor waits.
      doctor() {
        for try in 1 2 3; do
          status=0
          \(Program.doyen) doctor "$@" >report 2>&1 || status=$?
          grep -q 'no answer within' report || break
        done
        cat report
        [ $status = 0 ] || echo status $status
      }

      """
    return try await Program.run(
      "/usr/bin/unshare", ["--net", "--mount", "/bin/sh", "-c", head + text + "\nkill $server\n"])
  }

  @Test("a host whose resolv.conf names Doyen is well, and says who has port 53")
  func well() async throws {
    let (status, text) = try await onHost(
      resolver: "nameserver 127.0.0.1\n", nsswitch: "hosts: files dns\n", "doctor service.local; echo $server")
    let parts = text.split(separator: "\n")
    let expected = """
      ok: the C library asks DNS for host names: hosts: files dns
      warning: Doyen at 127.0.0.1 is the only name server and refuses all names outside of its zones: --forward
      note: port 53 of 127.0.0.1 belongs to doyen (\(parts.last ?? ""))
      """
    #expect(status == 0 && parts.dropLast().joined(separator: "\n") == expected, "\(text)")
  }

  @Test(
    "a host whose first name server is silent at port 53 and whose C library asks no DNS has a problem, in JSON too")
  func unwell() async throws {
    let (status, text) = try await onHost(
      resolver: "nameserver 127.0.0.2\nnameserver 127.0.0.1\n", nsswitch: "hosts: files\n",
      "doctor --json service.local")
    #expect(status == 0 && text.hasSuffix("\"isWell\":false}\nstatus 1\n"), "\(text)")
    let expected = """
      {"level":"problem","line":1,"now":"hosts: files","path":"/etc/nsswitch.conf","text":"the C library never asks DNS for \
      host names","then":"hosts: files dns"}
      """
    #expect(text.contains(expected), "\(text)")
    #expect(text.contains("127.0.0.2 is asked first and says nothing of use (Connection refused)"), "\(text)")
  }

  @Test("--name follows a name, and the C library says the same")
  func name() async throws {
    let (status, text) = try await onHost(
      resolver: "nameserver 127.0.0.1\nsearch a.test service.local\n", nsswitch: "hosts: files dns\n",
      "doctor --name api; doctor --name nope.service.local.; doctor --name api.service.local --json")
    let expected = """
      files: not in /etc/hosts
      dns: 127.0.0.1 api.a.test A → REFUSED, extended error 20
      dns: 127.0.0.1 api.a.test AAAA → REFUSED, extended error 20
      dns: 127.0.0.1 api A → REFUSED, extended error 20
      dns: 127.0.0.1 api AAAA → REFUSED, extended error 20
      ended without an address at dns
      getaddrinfo: Temporary failure in name resolution
      status 1
      files: not in /etc/hosts
      dns: 127.0.0.1 nope.service.local A → NXDOMAIN
      dns: 127.0.0.1 nope.service.local AAAA → NXDOMAIN
      ended without an address at dns
      getaddrinfo: Name or service not known
      status 1
      {"addresses":["10.0.3.1"],"getaddrinfo":"10.0.3.1","name":"api.service.local","steps":[\
      {"module":"files","outcome":"not in /etc/hosts"},\
      {"module":"dns","outcome":"NOERROR: 10.0.3.1","question":"127.0.0.1 api.service.local A"},\
      {"module":"dns","outcome":"NOERROR, no data","question":"127.0.0.1 api.service.local AAAA"}]}

      """
    #expect(status == 0 && text == expected, "\(text)")
  }

  @Test("what is followed ends where the C library ends, whatever resolv.conf says")
  func agreement() async throws {
    let resolvers = [
      "nameserver 127.0.0.1", "nameserver 127.0.0.1\\nsearch service.local a.test",
      "nameserver 127.0.0.2\\nnameserver 127.0.0.1",
      "nameserver 127.0.0.1\\nsearch a.test service.local",
      "nameserver 127.0.0.1\\nsearch none.service.local service.local",
      "nameserver 127.0.0.1\\nsearch a.test\\noptions ndots:3",
      "nameserver 127.0.0.1\\nsearch x.service.local\\noptions ndots:3",
      "", "nameserver 127.0.0.2\\nnameserver 127.0.0.3\\nnameserver 127.0.0.4\\nnameserver 127.0.0.1",
    ]
    let names = [
      "api.service.local", "api", "api.service.local.", "api.other.test", "leader.api",
    ]
    let (status, text) = try await onHost(
      resolver: "", nsswitch: "hosts: files dns\n",
      resolvers.map { resolver in
        "printf '\(resolver)\\n' > resolv.conf\nfor name in \(names.joined(separator: " ")); do doctor --name $name; done"
      }.joined(separator: "\n"))
    let walked = text.split(separator: "\n").filter { $0.hasPrefix("found") || $0.hasPrefix("ended") }
    let system = text.split(separator: "\n").filter { $0.hasPrefix("getaddrinfo: ") && !$0.contains("an address") }
    #expect(status == 0 && walked.count == resolvers.count * names.count && system.count == walked.count, "\(text)")
    for (walk, system) in zip(walked, system) {
      #expect(walk.hasPrefix("found") == system.contains(#/: [\d.]+$/#), "\(walk): \(system)")
    }
    #expect(walked.count { $0.hasPrefix("found") } > resolvers.count, "\(text)")
  }
}
