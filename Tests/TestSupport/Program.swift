import Foundation
import Synchronization

/// A program that a test runs; ended, if it still runs, at the end of its life.
///
/// It prints into a file: the end of a pipe would be inherited by whatever else the tests start meanwhile, and so outlive it.
package final class Program: Sendable {
  private let process: Mutex<Process>
  private let output: TemporaryFolder
  private let statuses: AsyncStream<CInt>

  /// The command as it was built beside the tests.
  package static var doyen: String { Bundle.main.bundleURL.appendingPathComponent("doyen").path }

  /// Runs a program with arguments and variables of its own.
  package init(_ path: String, _ arguments: [String], variables: [String: String] = [:]) throws {
    let process = Process()
    output = try TemporaryFolder()
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: try output.write("", to: "output")))
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"].merging(variables) { $1 }
    (process.standardOutput, process.standardError, process.standardInput) = (handle, handle, FileHandle.nullDevice)
    let (statuses, end) = AsyncStream.makeStream(of: CInt.self)
    self.statuses = statuses
    process.terminationHandler = { process in
      end.yield(process.terminationStatus)
      end.finish()
    }
    try Self.start(process)
    self.process = Mutex(process)
  }

  /// Starts it with no signal blocked: the threads of the common pool block most of them, and programs inherit that.
  private static func start(_ process: Process) throws {
    var (none, before) = (sigset_t(), sigset_t())
    _ = unsafe (sigemptyset(&none), pthread_sigmask(SIG_SETMASK, &none, &before))
    defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }

  deinit { process.withLock { if $0.isRunning { $0.terminate() } } }

  /// What it has printed so far.
  package var printed: String { (try? String(contentsOfFile: output.path + "/output", encoding: .utf8)) ?? "" }

  /// Waits until it has printed something that contains `part`; false where it ends without, or the time is over.
  package func waits(for part: String, within time: Duration = .seconds(10)) async throws -> Bool {
    let start = ContinuousClock.now
    while !printed.contains(part), process.withLock({ $0.isRunning }), ContinuousClock.now - start < time {
      try await Task.sleep(for: .milliseconds(10))
    }
    return printed.contains(part)
  }

  /// Its process.
  package var processIdentifier: CInt { process.withLock { $0.processIdentifier } }

  /// Sends it a signal.
  package func signal(_ number: CInt) { process.withLock { _ = kill($0.processIdentifier, number) } }

  /// Waits for its end: the exit status and all it has printed.
  package func end() async -> (status: CInt, text: String) {
    var status: CInt = -1
    for await end in statuses { status = end }
    return (status, printed)
  }

  /// Runs a program to its end.
  package static func run(
    _ path: String, _ arguments: [String], variables: [String: String] = [:]
  ) async throws -> (status: CInt, text: String) {
    try await Program(path, arguments, variables: variables).end()
  }
}

/// What a program did not do.
package struct ProgramError: Error, CustomStringConvertible {
  package let description: String

  /// An error with words of its own.
  package init(_ description: String) { self.description = description }
}

/// A `doyen serve` that answers.
package struct Serving {
  package let program: Program
  package let port: String

  /// Starts the server on a free port, with more arguments and variables.
  package init(_ arguments: [String], variables: [String: String] = [:]) async throws {
    let arguments = ["serve", "--listen", "127.0.0.1:0"] + arguments
    try await self.init(try Program(Program.doyen, arguments, variables: variables))
  }

  /// A server that has been started on a free port.
  package init(_ program: Program) async throws {
    self.program = program
    guard try await program.waits(for: "ready"),
      let ready = program.printed.firstMatch(of: #/127\.0\.0\.1:(\d+) \(UDP/#)
    else { throw ProgramError("not ready: \(program.printed)") }
    port = ready.1.description
  }

  /// Where its agent listens.
  package var agent: Int {
    get throws {
      guard let agent = program.printed.firstMatch(of: #/registering on 127\.0\.0\.1:(\d+)/#) else {
        throw ProgramError("no agent: \(program.printed)")
      }
      return Int(agent.1) ?? 0
    }
  }

  /// The lines that dig prints.
  package func dig(_ arguments: String...) async throws -> [String] {
    let (_, text) = try await Program.run(
      "/usr/bin/dig", ["@127.0.0.1", "-p", port, "+time=5", "+tries=2"] + arguments)
    return text.split(separator: "\n").map(String.init)
  }

  /// Asks until the answer is `expected`, and how long that took.
  package func dig(_ arguments: [String], until expected: [String], within limit: Duration) async throws -> (
    last: [String], time: Duration
  ) {
    let start = ContinuousClock.now
    while true {
      let (_, text) = try await Program.run(
        "/usr/bin/dig", ["@127.0.0.1", "-p", port, "+short", "+time=5", "+tries=2"] + arguments)
      let lines = text.split(separator: "\n").map(String.init)
      let time = ContinuousClock.now - start
      if lines == expected || time > limit { return (lines, time) }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}

/// A folder that is removed at the end of its life.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// Makes the folder.
  package init() throws {
    path = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  package func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
    return "\(path)/\(name)"
  }
}

/// The example zones of the project.
package let exampleZones = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("zones").path
