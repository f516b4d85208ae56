import Foundation
import Synchronization
import TestSupport

/// A program that obeys lines, and answers each with `done`; killed at the end of its life.
final class ControlledProgram: Sendable {
  private struct Pipes {
    let process: Process
    let input: FileHandle
    let output: FileHandle
    /// What has come and is not read yet.
    var rest = Data()
    /// The longest standstill of which it has told.
    var standstill = Duration.zero
  }

  private let pipes: Mutex<Pipes>

  /// Starts a program that was built beside this one, in this network or another.
  init(_ name: String, _ arguments: [String], in network: Network?) throws {
    let (process, input, output) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/nsenter")
    process.arguments = (network?.entering ?? []) + [Self.path(name)] + arguments
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    pipes = Mutex(Pipes(process: process, input: input.fileHandleForWriting, output: output.fileHandleForReading))
  }

  deinit { signal(SIGKILL) }

  /// A program that was built beside this one.
  static func path(_ name: String) -> String { Bundle.main.bundleURL.appendingPathComponent(name).path }

  /// Sends it a signal.
  func signal(_ number: CInt) { pipes.withLock { _ = kill($0.process.processIdentifier, number) } }

  /// Tells it lines without waiting.
  func tell(_ lines: [String]) throws {
    try pipes.withLock { try $0.input.write(contentsOf: Data(lines.map { $0 + "\n" }.joined().utf8)) }
  }

  /// Waits until it has done so many lines more.
  func waitUntilDone(_ count: Int) throws {
    try pipes.withLock { pipes in
      var count = count
      while count > 0 {
        while let end = pipes.rest.firstIndex(of: 10), count > 0 {
          pipes.standstill = max(pipes.standstill, Self.standstill(pipes.rest[..<end]))
          pipes.rest = Data(pipes.rest[(end + 1)...])
          count -= 1
        }
        if count == 0 { return }
        let more = pipes.output.availableData
        guard !more.isEmpty else { throw ProgramError("a backend has ended") }
        pipes.rest += more
      }
    }
  }

  /// For how long it stood still at most, so that its heartbeats were late, as far as it has told.
  var standstill: Duration { pipes.withLock { $0.standstill } }

  /// The milliseconds behind `done`.
  private static func standstill(_ line: some Collection<UInt8>) -> Duration {
    .milliseconds(String(decoding: line, as: UTF8.self).split(separator: " ").last.flatMap { Int($0) } ?? 0)
  }

  /// Tells it lines and waits until they are done.
  func obey(_ lines: [String]) throws {
    try tell(lines)
    try waitUntilDone(lines.count)
  }
}
