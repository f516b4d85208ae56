import Foundation
import TestSupport
import Testing

/// Shell scripts in a network of their own, where they are root and port 53 is free, with a service to serve.
struct NetworkScript {
  let folder: TemporaryFolder
  let services: String

  init() throws {
    folder = try TemporaryFolder()
    services = try folder.write("[{\"service\": \"web\", \"address\": \"10.0.3.1:80\"}]", to: "services.json")
  }

  /// Functions of these scripts. A shell that a signal ends runs what it has to do at its exit, too.
  ///
  /// - `wait_for TEXT FILE` waits until the file has the text; the program that writes it may not have made it yet.
  /// - `until_true COMMAND` waits until the command succeeds, whatever it prints meanwhile.
  /// - `dig` asks once: a machine that stands still for a while is no silence.
  /// - `add_stranger` makes another host, 192.0.2.2, which sees this one as 192.0.2.1; its process is `$other`.
  /// - `stranger COMMAND` runs a command there.
  static let functions = """
    trap 'exit 1' TERM INT HUP
    until_true() { for try in $(seq 1200); do "$@" >/dev/null 2>&1 && return; sleep 0.05; done; echo "never: $*"; exit 9; }
    wait_for() { for try in $(seq 1200); do grep -qs "$1" $2 && return; sleep 0.05; done; cat $2; exit 9; }
    patient_dig="dig +time=30 +tries=1"
    dig() { command $patient_dig "$@"; }
    stranger() { nsenter --net=/proc/$other/ns/net "$@"; }
    is_apart() { [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; }
    add_stranger() {
      unshare --net sleep 600 & other=$!
      until_true is_apart
      ip link add here type veth peer name there netns $other
      ip address add 192.0.2.1/24 dev here
      ip link set here up
      stranger ip address add 192.0.2.2/24 dev there
      stranger ip link set there up
    }
    """

  /// The command that serves on port 53.
  var serve: String {
    "\(Program.doyen) serve --listen 127.0.0.1:53 --zones \(exampleZones) --services \(services)"
  }

  /// Runs a script in the folder. Without root no network can be made, and the test fails.
  func run(_ text: String) async throws -> (status: CInt, text: String) {
    try #require(getuid() == 0, "this test needs root: it makes a network of its own and changes users")
    let head = "set -e\ncd \(folder.path)\nchmod 755 .\nip link set lo up\n\(Self.functions)\n"
    return try await Program.run("/usr/bin/unshare", ["--net", "/bin/sh", "-c", head + text])
  }
}
