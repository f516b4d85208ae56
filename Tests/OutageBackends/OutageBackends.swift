import ArgumentParser
import Glibc
import HostSystem

/// A backend that a test can kill, freeze and cut off: a false discoverd or Consul, or a client that registers with an agent. It obeys
/// lines of its standard input, and answers each with `done` and its longest standstill so far, in milliseconds:
///
///     listen                   begin to listen; nothing to do for a registrar
///     register NAME ADDR:PORT  an instance, the youngest
///     remove NAME ADDR:PORT
///     forget                   end all connections and forget everything, as a restart without any state does
@main
struct OutageBackends: AsyncParsableCommand {
  @Argument(help: "consul, v1, v2 or registrar.")
  var kind: BackendKind

  @Option(help: "Where to listen, or, for a registrar, where the agent is.")
  var host = "127.0.0.1"

  @Option(help: "The port there.")
  var port: Int

  func run() async throws {
    let backend = try kind.make(host: host, port: port)
    let standstill = StandstillWatch()
    while let line = await onThread({ readLine() }) {
      let words = line.split(separator: " ").map(String.init)
      switch (words.first, words.count) {
      case ("listen", 1): try await backend.listen()
      case ("register", 3): try await backend.register(words[1], words[2])
      case ("remove", 3): try await backend.remove(words[1], words[2])
      case ("forget", 1): await backend.forget()
      default: throw ValidationError("'\(line)': expected listen, register, remove or forget")
      }
      print("done \(standstill.longest)")
      fflush(nil)
    }
  }
}
