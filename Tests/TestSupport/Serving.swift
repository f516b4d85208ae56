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
      "/usr/bin/dig", ["@127.0.0.1", "-p", port] + Self.patience + arguments)
    return text.split(separator: "\n").map(String.init)
  }

  /// A question is asked once: a second time would be counted, and logged, too. A machine that stands still for a while is no silence.
  private static let patience = ["+time=30", "+tries=1"]

  /// Asks until the answer is `expected`, or another one is given to a question that was asked after the limit; `time` is when the last
  /// question with another answer was asked, and `answered` when the last answer came.
  package func dig(_ arguments: [String], until expected: [String], within limit: Duration) async throws -> (
    last: [String], time: Duration, answered: Duration
  ) {
    let stopwatch = Stopwatch()
    var time = Duration.zero
    while true {
      let asked = stopwatch.elapsed
      let (_, text) = try await Program.run(
        "/usr/bin/dig", ["@127.0.0.1", "-p", port, "+short"] + Self.patience + arguments)
      let lines = text.split(separator: "\n").map(String.init)
      if lines == expected { return (lines, time, stopwatch.elapsed) }
      time = asked
      if time > limit { return (lines, time, stopwatch.elapsed) }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
