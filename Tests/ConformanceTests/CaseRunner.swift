import TestSupport

/// Sends the questions of cases to a server, and tells what is not as expected of its answers.
struct CaseRunner {
  let server: Server

  /// The problem of a question that is not answered, or with less than a header.
  static let noAnswer = "no answer"

  /// A server may close a connection on which nothing comes for some seconds, RFC 7766 section 6.2.3: where the machine stood still for
  /// so long, what is missing says nothing.
  private static let longestStandstill = Duration.seconds(1)
  /// A machine that stands still each time is not why there is no answer.
  private static let maximumTries = 5

  /// What is not as expected, for each question of a rule.
  func problems(of rule: CaseFile.Rule) async throws -> [[String]] {
    for _ in 1..<Self.maximumTries {
      try Task.checkCancellation()
      let stopwatch = Stopwatch()
      let problems = try await problemsAtOnce(of: rule)
      guard problems.joined().contains(Self.noAnswer), stopwatch.standstill > Self.longestStandstill else {
        return problems
      }
    }
    try Task.checkCancellation()
    return try await problemsAtOnce(of: rule)
  }

  private func problemsAtOnce(of rule: CaseFile.Rule) async throws -> [[String]] {
    switch rule.connection {
    case .each:
      var problems: [[String]] = []
      for step in rule.steps { problems.append(try await self.problems(of: step)) }
      return problems
    case .oneAfterAnother(let pause): return try await problems(of: rule.steps, pause: pause)
    case .segments(let size): return try await problems(of: rule.steps, segmentSize: size)
    }
  }

  // MARK: Each from a socket of its own

  private func problems(of step: CaseFile.Step) async throws -> [String] {
    switch step.expectation.outcome {
    case .answered: return try await answeredProblems(step)
    case .silent: return try await silenceProblems(step.question)
    case .closed: return try await closedProblems(step.question)
    }
  }

  private func answeredProblems(_ step: CaseFile.Step) async throws -> [String] {
    var answers: [[UInt8]?] = []
    for _ in 0..<step.expectation.repetitions {
      let socket = try await send(step.question)
      answers.append(await step.question.isOverTCP ? socket.receiveMessage() : socket.receive())
    }
    return problems(answers, step, id: Question.id)
  }

  private func send(_ question: Question) async throws -> TestSocket {
    let socket = try server.connect(question.isOverTCP ? .tcp : .udp)
    if question.isStream {
      for segment in question.segments { try await send(segment, over: socket) }
    } else {
      socket.send(question.isOverTCP ? framed(question.message) : question.message)
    }
    return socket
  }

  /// Sends a part of a stream, and waits until it has gone its way alone.
  private func send(_ segment: [UInt8], over socket: TestSocket) async throws {
    socket.send(segment)
    try await Task.sleep(for: .milliseconds(2))
  }

  /// That a question has no answer shows where that of the next one comes first.
  private func silenceProblems(_ question: Question) async throws -> [String] {
    let socket = try await send(question)
    socket.send(question.isOverTCP ? framed(try server.control) : try server.control)
    let answer = await question.isOverTCP ? socket.receiveMessage() : socket.receive()
    return answer?.starts(with: octets(Server.controlID)) == true ? [] : ["there is an answer: \(answer ?? [])"]
  }

  private func closedProblems(_ question: Question) async throws -> [String] {
    let octets = try await send(question).receive()
    return octets == [] ? [] : ["not closed; there is \(octets.map { "\($0)" } ?? "nothing")"]
  }

  // MARK: Over one connection

  private func problems(of steps: [CaseFile.Step], pause: Duration) async throws -> [[String]] {
    let socket = try server.connect(.tcp)
    var problems: [[String]] = []
    for (index, step) in steps.enumerated() {
      if index > 0 { try await Task.sleep(for: pause) }
      socket.send(framed(step.question.message))
      problems.append(self.problems([await socket.receiveMessage()], step, id: Question.id))
    }
    return problems
  }

  /// The answers come in any order, RFC 7766 section 7.
  private func problems(of steps: [CaseFile.Step], segmentSize: Int?) async throws -> [[String]] {
    let socket = try server.connect(.tcp)
    let stream = steps.indices.flatMap { framed(steps[$0].question.message(id: UInt16($0))) }
    let size = segmentSize ?? stream.count
    for start in stride(from: 0, to: stream.count, by: size) {
      try await send(Array(stream[start..<min(start + size, stream.count)]), over: socket)
    }
    var answers: [UInt16: [UInt8]] = [:]
    for _ in steps {
      guard let answer = await socket.receiveMessage() else { break }
      answers[UInt16(answer[0]) << 8 | UInt16(answer[1])] = answer
    }
    return steps.enumerated().map { problems([answers[UInt16($0)]], $1, id: UInt16($0)) }
  }

  private func problems(_ messages: [[UInt8]?], _ step: CaseFile.Step, id: UInt16) -> [String] {
    var (answers, problems) = ([Answer](), [String]())
    for octets in messages {
      guard let octets, octets.count >= 12 else { return [Self.noAnswer] }
      do {
        answers.append(try Answer(octets))
      } catch {
        problems.append("libldns can't read the answer: \(error)")
      }
    }
    guard problems.isEmpty else { return problems }
    let isTwin = step.question.question == nil
    return step.expectation.problems(answers, step.question)
      + answers.flatMap { $0.flaws(step.question, id: isTwin ? Question.id : id) }
  }
}
