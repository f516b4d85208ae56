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

  /// A function `wait_for TEXT FILE` of these scripts: waits until the file has the text.
  static let waiting =
    "wait_for() { for try in $(seq 200); do grep -q \"$1\" $2 && return; sleep 0.05; done; cat $2; exit 9; }"

  /// The command that serves on port 53.
  var serve: String {
    "\(Program.doyen) serve --listen 127.0.0.1:53 --zones \(exampleZones) --services \(services)"
  }

  /// Runs a script in the folder. Without root no network can be made, and the test fails.
  func run(_ text: String) async throws -> (status: CInt, text: String) {
    try #require(getuid() == 0, "this test needs root: it makes a network of its own and changes users")
    let head = "set -e\ncd \(folder.path)\nchmod 755 .\nip link set lo up\n\(Self.waiting)\n"
    return try await Program.run("/usr/bin/unshare", ["--net", "/bin/sh", "-c", head + text])
  }
}
