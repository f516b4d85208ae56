import Glibc

/// Measures the way of a query through the process, without a client: `instructions KIND` is for callgrind to count, `times` prints
/// nanoseconds as JSON, `kinds` lists what is counted, and `growth COUNT` prints how much memory so many changes leave behind.
@main
struct PathBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.dropFirst().first) {
    case ("kinds", nil): print(Questions.kinds.map(\.name).joined(separator: "\n"))
    case ("instructions", let kind?): try countInstructions(kind)
    case ("times", nil): try print(json(Times.all()))
    case ("growth", let count?): try print(json(Growth.measure(Int(count) ?? 0)))
    default:
      print("usage: PathBenchmark kinds | instructions KIND | times | growth COUNT")
      exit(2)
    }
  }

  /// Answers one kind of question inside of `measuredAnswers`, and prints how many were answered.
  private static func countInstructions(_ kind: String) throws {
    guard let question = Questions.kinds.first(where: { $0.name == kind }) else {
      print("no such kind: \(kind)")
      exit(2)
    }
    let responder = try Servers.responder(services: 1000, zones: Servers.zones())
    let answers =
      question.isOverTCP
      ? try StreamPath.answers(to: question.message, responder)
      : try DatagramPath.answers(to: question.message, responder)
    print(json([("answers", Double(answers))]))
  }

  /// A JSON object of numbers.
  private static func json(_ values: [(name: String, value: Double)]) -> String {
    "{" + values.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", ") + "}"
  }
}
