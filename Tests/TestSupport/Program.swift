import Foundation
import Synchronization

/// A program that a test runs; ended, if it still runs, at the end of its life.
///
/// It prints into a file: the end of a pipe would be inherited by whatever else the tests start meanwhile, and so outlive it.
package final class Program: Sendable {
  private let process: Mutex<Process>
  private let output: TemporaryFolder
  private let statuses: AsyncStream<CInt>
  private static let starting = NSLock()

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
  ///
  /// One after another: a program that is started meanwhile would have the end of the socket by which Foundation learns that this one has
  /// ended, which it would then learn only when both have.
  private static func start(_ process: Process) throws {
    starting.lock()
    defer { starting.unlock() }
    var (none, before) = (sigset_t(), sigset_t())
    _ = unsafe (sigemptyset(&none), pthread_sigmask(SIG_SETMASK, &none, &before))
    defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }

  deinit { process.withLock { if $0.isRunning { $0.terminate() } } }

  /// What it has printed so far.
  package var printed: String { (try? String(contentsOfFile: output.path + "/output", encoding: .utf8)) ?? "" }

  /// The lines that it has printed so far: what is being printed may be there in part.
  private var lines: Substring {
    let printed = printed
    return printed[..<(printed.lastIndex(of: "\n").map(printed.index(after:)) ?? printed.startIndex)]
  }

  /// Waits until the lines that it has printed contain `part`, so many times; false where it ends without, or the time is over.
  package func waits(for part: String, times: Int = 1, within time: Duration = .seconds(300)) async throws -> Bool {
    let stopwatch = Stopwatch()
    while lines.ranges(of: part).count < times, process.withLock({ $0.isRunning }), stopwatch.elapsed < time {
      try await Task.sleep(for: .milliseconds(10))
    }
    return printed.ranges(of: part).count >= times
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
