import ArgumentParser
import Foundation
import Logging
import SavedState
import TestSupport

/// Kills a server again and again at random moments while it saves what it knows: every restart has to read all of one state. Its agent
/// likewise.
struct KillsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kills", abstract: "A server is killed while it saves; every restart has to read a whole state.")

  @Option(help: "How often.")
  var count = 100

  @Option(help: "Services, each of ten instances.")
  var services = 2000

  private static let instances = 10
  /// From the beginning of saving to the kill, at most: longer than it takes, so that some have just ended.
  private static let longestDelay = Duration.milliseconds(8)

  /// From the first saving to the second, where there is one, at most.
  private static let secondTime = Duration.seconds(5)

  func run() async throws {
    try await killServices()
    var agent = try AgentKills(count: count)
    try await agent.run()
  }

  private func killServices() async throws {
    let folder = try TemporaryFolder()
    let state = try SavedGenerations(folder: folder.path, services: services, instances: Self.instances)
    let start = ContinuousClock.now
    var (unfinished, generations, restored, untold) = (0, Set<String>(), 0, 0)
    for kill in 0..<count {
      let isExpected = try state.saved() != nil
      guard isExpected || generations.isEmpty else { throw ProgramError("kill \(kill) has lost what was saved") }
      // The first file has what was restored, the second what the sources have said.
      let isSecond = Bool.random()
      let first = state.file.number
      if !isSecond { state.file.removeNew() }
      let program = try serve(kill, folder)
      if isSecond, await !state.file.waits(for: { state.file.number != first }) {
        throw ProgramError("start \(kill) saves nothing")
      }
      let last = state.file.number
      // It may be written and in its place between two looks; and there is no second one where the first has all.
      let isSaving = await state.file.waits(within: isSecond ? Self.secondTime : .seconds(120)) {
        state.file.hasNew || state.file.number != last
      }
      guard isSaving || isSecond else { throw ProgramError("start \(kill) saves nothing") }
      try await Task.sleep(for: Self.longestDelay * Double.random(in: 0..<1))
      program.signal(SIGKILL)
      _ = await program.end()
      if state.file.hasNew { unfinished += 1 }
      if let generation = try state.saved() { generations.insert(generation) }
      let isRestored = state.isRestored(program.printed)
      guard isExpected || !isRestored, !program.printed.contains("damaged") else {
        throw ProgramError("after kill \(kill): \(program.printed)")
      }
      // Lines are written by a thread of their own, which the kill may have come before.
      if isRestored { restored += 1 } else if isExpected { untold += 1 }
    }
    print(
      """
      \(count) kills in \((ContinuousClock.now - start).formatted(.units(allowed: [.seconds]))): \(unfinished) left an unfinished \
      file, \(generations.count) different states were found, \(restored) restarts read a whole one, none a damaged one
      """)
    // The first have nothing to read, until one has lived long enough to save something.
    guard unfinished > 0, generations.count > 1, restored >= count / 2, untold <= count / 10 else { throw ExitCode(1) }
  }

  /// A server whose instances' addresses say which start it is.
  private func serve(_ generation: Int, _ folder: TemporaryFolder) throws -> Program {
    let rows = (0..<services * Self.instances).map { number in
      #"{"service": "s\#(number % services)", "address": "10.\#(generation % 250).0.1:\#(number + 1)"}"#
    }
    let file = try folder.write("[" + rows.joined(separator: ",") + "]", to: "services.json")
    let flags = ["serve", "--listen", "127.0.0.1:0", "--zones", exampleZones, "--workers", "1"]
    return try Program(ControlledProgram.path("doyen"), flags + ["--services", file, "--state", folder.path])
  }
}
