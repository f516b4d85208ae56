import TestSupport

/// Programs in a network of their own, where port 53 is free: a server with a zone `example.com` at 127.0.0.2, which is the upstream
/// of others.
struct OwnNetwork {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.write(
      """
      $ORIGIN example.com.
      $TTL 60
      @ SOA ns hm 1 2 3 4 5
      @ NS ns
      ns A 192.0.2.1
      www A 192.0.2.2
      txt TXT \((0..<30).map { _ in "\"\(String(repeating: "t", count: 200))\"" }.joined(separator: " "))

      """, to: "upstream.zone")
    _ = try folder.write(
      """
      $ORIGIN service.local.
      $TTL 5
      @ SOA ns hm 1 2 3 4 5
      @ NS ns
      ns A 127.0.0.1
      www CNAME www.example.com.

      """, to: "own.zone")
    _ = try folder.write("[{\"service\": \"web\", \"address\": \"10.0.3.1:80\"}]", to: "services.json")
    _ = try folder.write("nameserver 127.0.0.2\nnameserver 127.0.0.1\nsearch corp.example\n", to: "resolv.conf")
  }

  /// Runs a script that may use `upstream`, `serve ARGUMENTS`, which wait until they answer, and `ask`.
  func run(_ script: String) async throws -> (status: CInt, text: String) {
    let all = """
      set -e
      cd \(folder.path)
      ip link set lo up
      \(NetworkScript.functions)
      upstream() {
        : >upstream.log
        \(Program.doyen) serve --no-agent --services services.json --zones upstream.zone --listen 127.0.0.2:53 \
          --workers 1 2>upstream.log & upstream=$!
        wait_for ready upstream.log
      }
      serve() {
        : >log
        \(Program.doyen) serve --no-agent --services services.json --zones own.zone --workers 1 \
          --listen ${listen:-127.0.0.1:53} "$@" 2>log & server=$!
        wait_for ready log
      }
      ask() { dig @127.0.0.1 "$@"; }
      trap 'kill $server $upstream $other $flood 2>/dev/null || true; wait' EXIT
      \(script)
      """
    return try await Program.run("/usr/bin/unshare", ["--net", "/bin/sh", "-c", all])
  }
}
