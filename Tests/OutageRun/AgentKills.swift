import ArgumentParser
import Foundation
import HostSystem
import TestSupport

/// Kills an agent again and again while registrations change and are saved: every restart has to have all those of one moment.
struct AgentKills {
  let count: Int
  private let folder: TemporaryFolder
  private let saved: SavedRegistrations
  private var (unfinished, restored, early): (Int, Int, Int) = (0, 0, 0)
  private var states: Set<ClosedRange<Int>> = []

  /// From the beginning of saving to the kill, at most: longer than it takes, so that some have just ended.
  private static let savingDelay = Duration.milliseconds(8)
  /// From the first change to the saving in which it is killed, at most.
  private static let streamDelay = Duration.milliseconds(300)
  /// From the start to the kill where that is not waited for, at most.
  private static let startDelay = Duration.milliseconds(400)

  /// So many times as many kills as were wanted are made at most until they have found different states enough.
  private static let mostTimes = 4

  init(count: Int) throws {
    self.count = count
    folder = try TemporaryFolder()
    saved = SavedRegistrations(file: ReplacedFile(path: folder.path + "/agent.json"))
  }

  mutating func run() async throws {
    let start = ContinuousClock.now
    var kill = 0
    // Where the disk is slow most kills come before anything new is saved.
    while kill < count || states.count <= count / 4 && kill < Self.mostTimes * count {
      defer { kill += 1 }
      let before = try saved.numbers()
      if kill % 4 == 3 { try await killEarly(before) } else { try await killSaving(before) }
      if let numbers = try saved.numbers() { states.insert(numbers) }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      guard !names.contains(where: { $0.contains("damaged") }) else { throw ProgramError("kill \(kill): \(names)") }
    }
    print(
      """
      \(kill) kills of an agent in \((ContinuousClock.now - start).formatted(.units(allowed: [.seconds]))), \(early) of them at its \
      start: \(unfinished) left an unfinished file, \(states.count) different states were found, each of one moment, \(restored) \
      restarts had all of it, none a damaged one
      """)
    guard unfinished > 0, states.count > count / 4, restored >= kill / 2 else { throw ExitCode(1) }
  }

  /// Kills it at any moment of its start, in which it reads and saves what it has read.
  private mutating func killEarly(_ before: ClosedRange<Int>?) async throws {
    let program = try serve()
    try await Task.sleep(for: Self.startDelay * Double.random(in: 0..<1))
    await end(program)
    early += 1
    guard try saved.numbers() == before else { throw ProgramError("a start has changed what is saved") }
  }

  /// Kills it when it begins to save changes.
  private mutating func killSaving(_ before: ClosedRange<Int>?) async throws {
    let serving = try await Serving(try serve())
    let port = try serving.agent
    guard try await registered(port) == before else { throw ProgramError("a restart has not what was saved") }
    if before != nil { restored += 1 }
    startThread { RegistrationStream(port: UInt16(port), first: before).run() }
    try await Task.sleep(for: Self.streamDelay * Double.random(in: 0..<1))
    let last = saved.file.number
    guard await saved.file.waits(for: { saved.file.hasNew || saved.file.number != last }) else {
      throw ProgramError("nothing is saved: \(serving.program.printed)")
    }
    try await Task.sleep(for: Self.savingDelay * Double.random(in: 0..<1))
    await end(serving.program)
    if saved.file.hasNew { unfinished += 1 }
  }

  /// What the agent has, by the second protocol.
  private func registered(_ port: Int) async throws -> ClosedRange<Int>? {
    struct Instance: Decodable { let addr: String }
    let body = try await HTTPExchange("/services/\(RegistrationStream.service)/instances", port: port).body
    let instances = (try? JSONDecoder().decode([Instance].self, from: Data(body.utf8))) ?? []
    return try SavedRegistrations.range(instances.map(\.addr))
  }

  private func serve() throws -> Program {
    let flags = ["serve", "--listen", "127.0.0.1:0", "--zones", exampleZones, "--workers", "1"]
    return try Program(ControlledProgram.path("doyen"), flags + ["--agent", "127.0.0.1:0", "--state", folder.path])
  }

  private func end(_ program: Program) async {
    program.signal(SIGKILL)
    _ = await program.end()
  }
}
