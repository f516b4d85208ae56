import Foundation
import Synchronization
import Testing

/// A program that a test runs; ended, if it still runs, at the end of its life.
///
/// It prints into a file: the end of a pipe would be inherited by whatever else the tests start meanwhile, and so outlive it.
final class Program: Sendable {
  private let process: Mutex<Process>
  private let output: TemporaryFolder
  private let statuses: AsyncStream<CInt>

  /// The command as it was built beside the tests.
  static var doyen: String {
    Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("doyen").path
  }

  /// Runs a program with arguments and variables of its own.
  init(_ path: String, _ arguments: [String], variables: [String: String] = [:]) throws {
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
    try process.run()
    self.process = Mutex(process)
  }

  deinit { process.withLock { if $0.isRunning { $0.terminate() } } }

  /// What it has printed so far.
  var printed: String { (try? String(contentsOfFile: output.path + "/output", encoding: .utf8)) ?? "" }

  /// Waits until it has printed something that contains `part`; false where it ends without, or ten seconds pass.
  func waits(for part: String) async throws -> Bool {
    let start = ContinuousClock.now
    while !printed.contains(part), process.withLock({ $0.isRunning }), ContinuousClock.now - start < .seconds(10) {
      try await Task.sleep(for: .milliseconds(10))
    }
    return printed.contains(part)
  }

  func signal(_ number: CInt) { process.withLock { _ = kill($0.processIdentifier, number) } }

  /// Waits for its end: the exit status and all it has printed.
  func end() async -> (status: CInt, text: String) {
    var status: CInt = -1
    for await end in statuses { status = end }
    return (status, printed)
  }

  /// Runs a program to its end.
  static func run(
    _ path: String, _ arguments: [String], variables: [String: String] = [:]
  ) async throws -> (status: CInt, text: String) {
    try await Program(path, arguments, variables: variables).end()
  }
}

/// A `doyen serve` that answers.
struct Serving {
  let program: Program
  let port: String

  init(_ arguments: [String], variables: [String: String] = [:]) async throws {
    program = try Program(Program.doyen, ["serve", "--listen", "127.0.0.1:0"] + arguments, variables: variables)
    try #require(try await program.waits(for: "ready"), "\(program.printed)")
    port = try #require(program.printed.firstMatch(of: #/127\.0\.0\.1:(\d+) \(UDP/#)).1.description
  }

  /// Where its agent listens.
  var agent: Int {
    get throws {
      Int(try #require(program.printed.firstMatch(of: #/registering on 127\.0\.0\.1:(\d+)/#)).1) ?? 0
    }
  }

  /// The lines that dig prints.
  func dig(_ arguments: String...) async throws -> [String] {
    let (_, text) = try await Program.run(
      "/usr/bin/dig", ["@127.0.0.1", "-p", port, "+time=5", "+tries=2"] + arguments)
    return text.split(separator: "\n").map(String.init)
  }

  /// Asks until the answer is `expected`, and how long that took.
  func dig(_ arguments: [String], until expected: [String], within limit: Duration) async throws -> (
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

/// A port on loopback that was free a moment ago, for programs whose clients have to know it before they start.
func freePort() throws -> Int {
  let number = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
  defer { close(number) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
      unsafe bind(number, pointer, length) == 0 && getsockname(number, pointer, &length) == 0
    }
  }
  try #require(status)
  return Int(UInt16(bigEndian: address.sin_port))
}

/// A folder that is removed at the end of its life.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
    return "\(path)/\(name)"
  }
}

/// The example zones of the project.
let exampleZones = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("zones").path
