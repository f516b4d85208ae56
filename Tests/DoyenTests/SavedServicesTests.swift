import Discovery
import Foundation
import Logging
import SavedState
import TestSupport
import Testing

@Suite("Services over restarts", .serialized, .timeLimit(.minutes(5)))
struct SavedServicesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var cache: CacheFile {
    CacheFile(folder: folder.path, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Waits until what is saved has so many services.
  private func isSaved(_ count: Int) async throws -> Bool {
    let start = ContinuousClock.now
    while cache.load(at: .zero)?.saved.count != count, ContinuousClock.now - start < .seconds(60) {
      try await Task.sleep(for: .milliseconds(20))
    }
    return cache.load(at: .zero)?.saved.count == count
  }

  private func registered(_ name: String, at agent: Int) async throws -> Program {
    let arguments = ["register", name, "127.0.0.1:8080", "--discoverd", "127.0.0.1:\(agent)"]
    let program = try Program(Program.doyen, arguments)
    try #require(try await program.waits(for: "registered"), "\(program.printed)")
    return program
  }

  private func end(_ programs: Program...) async {
    for program in programs {
      program.signal(SIGTERM)
      _ = await program.end()
    }
  }

  @Test("a restart while the source is away answers as stale, and no older than wished", arguments: ["24h", "0"])
  func outage(maximum: String) async throws {
    let source = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    let program = try await registered("web", at: try source.agent)
    let arguments = ["--zones", exampleZones, "--discoverd", "127.0.0.1:\(try source.agent)", "--state", folder.path]
    let first = try await Serving(arguments)
    #expect(try await first.dig("web.service.local", "+short") == ["127.0.0.1"])
    #expect(try await isSaved(1))
    first.program.signal(SIGKILL)
    _ = await first.program.end()
    await end(program, source.program)
    let second = try await Serving(arguments + ["--max-stale", maximum])
    let answer = try await second.dig("web.service.local").joined(separator: "\n")
    if maximum == "0" {
      #expect(answer.contains("SERVFAIL"))
    } else {
      #expect(answer.contains("EDE: 3 (Stale Answer)") && answer.contains(#/web\.service\.local\.\s+[012]\s+IN\s+A/#))
      #expect(second.program.printed.contains("1 services of"))
    }
    await end(second.program)
  }

  @Test("a service that is gone since is removed by its source's first word, and exists still")
  func goneMeanwhile() async throws {
    let source = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    let program = try await registered("web", at: try source.agent)
    let arguments = ["--zones", exampleZones, "--discoverd", "127.0.0.1:\(try source.agent)", "--state", folder.path]
    let first = try await Serving(arguments)
    #expect(try await first.dig("web.service.local", "+short") == ["127.0.0.1"])
    await end(first.program, program)
    let second = try await Serving(arguments)
    #expect(try await second.dig(["web.service.local"], until: [], within: .seconds(30)).last == [])
    let answer = try await second.dig("web.service.local").joined(separator: "\n")
    #expect(answer.contains("status: NOERROR") && answer.contains("ANSWER: 0"))
    await end(second.program, source.program)
  }

  /// A server of 300 instances whose addresses say the generation, with the folder as its state.
  private func serving(_ generation: Int) throws -> Program {
    let rows = (0..<300).map { #"{"service": "s\#($0 % 30)", "address": "10.\#(generation).0.1:\#($0 + 1)"}"# }
    let services = try folder.write("[" + rows.joined(separator: ",") + "]", to: "services.json")
    let sources = ["--services", services, "--state", folder.path]
    return try Program(Program.doyen, ["serve", "--listen", "127.0.0.1:0", "--zones", exampleZones] + sources)
  }

  /// The addresses in what is saved, which has to be whole.
  private func savedAddresses() -> Set<String> {
    let instances = cache.load(at: .zero)?.saved.sources.flatMap(\.services).flatMap(\.set.instances) ?? []
    #expect(instances.count == 300 || instances.isEmpty)
    return Set(instances.map { "\($0.endpoint.address)" })
  }

  @Test("whenever it is killed, what is saved is whole")
  func killed() async throws {
    let start = ContinuousClock.now
    let first = try serving(0)
    #expect(try await isSaved(30))
    // From its start to a while after it has saved, on whatever machine.
    let life = (ContinuousClock.now - start) * 2
    var (kills, found, program) = (0, Set<String>(), first)
    // On a slow machine it takes longer, until there is enough to be said.
    while kills < 100, ContinuousClock.now - start < .seconds(28) || kills <= 15 || found.count <= 3 {
      program.signal(SIGKILL)
      _ = await program.end()
      kills += 1
      #expect(!program.printed.contains("damaged"), "\(program.printed)")
      // All of one file, never some of one and some of another.
      let addresses = savedAddresses()
      #expect(addresses.count <= 1)
      found.formUnion(addresses)
      program = try serving(kills)
      try await Task.sleep(for: life * Double.random(in: 0..<1))
    }
    await end(program)
    let damaged = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("damaged") }
    #expect(damaged == [] && kills > 15 && found.count > 3, "\(kills) kills, \(found.count) files")
    print("killed \(kills) times in \(ContinuousClock.now - start), \(found.count) different files found")
  }

  @Test(
    "a folder that can't be written to is told of once, and once that it is mended; it answers all the time",
    arguments: [
      ("dd if=/dev/zero of=$S/fill bs=64k count=1 2>/dev/null", "rm $S/fill", "No space left on device"),
      ("mount -o remount,ro $S", "mount -o remount,rw $S", "Read-only file system"),
    ])
  func unwritable(broken: String, mended: String, reason: String) async throws {
    let services = try folder.write(#"[{"service": "web", "address": "10.0.0.1:80"}]"#, to: "services.json")
    try FileManager.default.createDirectory(atPath: folder.path + "/state", withIntermediateDirectories: false)
    // In a mount namespace of its own; the file `mend` says when to mend.
    let script = """
      S=\(folder.path)/state; mount -t tmpfs -o size=64k none $S; \(broken)
      \(Program.doyen) serve --listen 127.0.0.1:0 --zones \(exampleZones) --services \(services) --state $S & pid=$!
      while [ ! -e \(folder.path)/mend ]; do sleep 0.1; done
      echo before: $(ls $S); \(mended)
      while [ ! -e \(folder.path)/end ]; do sleep 0.1; done
      kill $pid; wait $pid; echo after: $(ls $S)
      """
    let program = try Program("/usr/bin/unshare", ["-rm", "sh", "-c", script])
    let serving = try await Serving(program)
    #expect(try await program.waits(for: reason), "\(program.printed)")
    #expect(try await serving.dig("web.service.local", "+short") == ["10.0.0.1"])
    try await Task.sleep(for: .seconds(1))
    _ = try folder.write("", to: "mend")
    #expect(try await program.waits(for: "the services are saved again in"), "\(program.printed)")
    _ = try folder.write("", to: "end")
    let (status, text) = await program.end()
    #expect(status == 0 && text.components(separatedBy: reason).count == 2, "\(text)")
    #expect(!text.contains("services.cache.new\n") && text.contains("after: services.cache\n"), "\(text)")
  }
}
