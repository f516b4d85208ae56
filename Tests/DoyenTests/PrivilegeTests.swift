import Foundation
import TestSupport
import Testing

@Suite("Port 53 without root", .timeLimit(.minutes(5)))
struct PrivilegeTests {
  private let network: NetworkScript

  init() throws { network = try NetworkScript() }

  private var serve: String { network.serve }

  /// Prints the users, groups and capabilities of all threads of `$server`, each once.
  private let threads =
    "grep -hsE '^(Uid|Gid|Groups|CapPrm|CapEff):' /proc/$server/task/*/status | tr '\\t' ' ' | sort -u"

  @Test("every thread is that user's once the ports are bound, with no way back, and questions are answered")
  func drop() async throws {
    let (status, text) = try await network.run(
      """
      \(serve) --user nobody --agent 127.0.0.1:1111 2>log & server=$!
      wait_for ready log
      \(threads)
      dig @127.0.0.1 web.service.local A +short
      dig @127.0.0.1 web.service.local A +short +tcp
      kill -HUP $server
      wait_for 'zones read again' log
      kill $server
      wait $server
      """)
    let expected = """
      CapEff: 0000000000000000
      CapPrm: 0000000000000000
      Gid: 65534 65534 65534 65534
      Groups: 65534
      Uid: 65534 65534 65534 65534
      10.0.3.1
      10.0.3.1

      """
    #expect(status == 0 && text.replacing(#/(?m) +$/#, with: "") == expected, "\(text)")
  }

  @Test("another group can be named, by name or number", arguments: ["daemon:games", "1:60"])
  func group(user: String) async throws {
    let (status, text) = try await network.run(
      """
      \(serve) --user \(user) 2>log & server=$!
      wait_for ready log
      \(threads) | grep -E 'Uid|Gid'
      kill $server
      """)
    #expect(status == 0 && text.contains("Gid: 60 60 60 60\nUid: 1 1 1 1"), "\(text)")
  }

  @Test(
    "a user or group that does not exist is said before anything is bound",
    arguments: [("nosuch", "there is no user 'nosuch'"), ("nobody:nosuch", "there is no group 'nosuch'")])
  func unknown(user: String, expected: String) async throws {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--zones", exampleZones, "--user", user]
    let (status, text) = try await Program.run(Program.doyen, arguments)
    #expect(status == 64 && text.contains("--user \(user): \(expected)"), "\(text)")
  }

  @Test("who is not root can be told to be the same user only")
  func notRoot() async throws {
    let (status, text) = try await network.run(
      """
      as="setpriv --reuid=65534 --regid=65534 --clear-groups"
      serve="\(Program.doyen) serve --listen 127.0.0.1:5300 --zones \(exampleZones) --services \(network.services)"
      $as $serve --user daemon || echo status $?
      $as $serve --user nobody 2>log & server=$!
      wait_for ready log
      kill $server
      wait $server
      """)
    #expect(status == 0 && text.contains("--user daemon: only root can become another user"), "\(text)")
    #expect(text.contains("status 64"))
  }

  @Test("what is saved is that user's from the start")
  func state() async throws {
    let (status, text) = try await network.run(
      """
      mkdir state
      chown nobody state
      \(serve) --user nobody --agent 127.0.0.1:1111 --state state 2>log & server=$!
      wait_for ready log
      until_true test -e state/agent.json
      find state -ignore_readdir_race -type f -printf '%u %p\\n'
      \(Program.doyen) register web 127.0.0.1:9 --discoverd 127.0.0.1:1111 -- true
      kill $server
      wait $server
      stat -c '%U %n' state/*
      """)
    #expect(status == 0 && text.contains("nobody state/agent.json") && !text.contains("root "), "\(text)")
  }

  @Test("a state folder that the user can't write into ends the server, a file that it can't read is logged")
  func unusable() async throws {
    let (status, text) = try await network.run(
      """
      mkdir state
      echo 'nameserver 192.0.2.9' >resolv.conf
      chmod 600 services.json resolv.conf
      \(serve) --user nobody --agent 127.0.0.1:1111 --state state 2>log && exit 8
      tail -n 1 log
      chown nobody state
      \(serve) --user nobody --agent 127.0.0.1:1111 --state state --forward ./resolv.conf 2>log & server=$!
      wait_for ready log
      grep -o '[a-z]*[.][a-z]* can.t be read.*' log
      kill $server
      wait $server
      """)
    #expect(
      status == 0
        && text == """
          Error: --user nobody: nobody can't write into the state folder state
          resolv.conf can't be read by nobody: at SIGHUP it stays as it is now
          services.json can't be read by nobody: at SIGHUP it stays as it is now

          """,
      "\(text)")
  }
}
