import DNSWire
import TestSupport
import ZoneFile

/// A walk from answer to answer: each name that one of them names as a target is asked for itself.
struct Crawl {
  let server: Server
  /// The zones whose names are followed.
  let zones: [String]
  /// Targets that were asked for.
  private(set) var targetCount = 0
  private var answers: [String: Answer] = [:]

  init(server: Server, zones: [String]) { (self.server, self.zones) = (server, zones) }

  /// What is wrong in what the answers to these questions lead to.
  mutating func problems(from questions: [Question]) async throws -> [String] {
    var problems: [String] = []
    var waiting = questions.map(\.message)
    var seen: Set<String> = []
    while let message = waiting.popLast() {
      guard let answer = try await ask(message) else { return ["no answer"] }
      let records = answer.message.answer + answer.message.authority + answer.message.additional
      for target in records.compactMap(target) where seen.insert("\(target)").inserted {
        let questions = try target.types.map { try Self.message(target.name, $0) }
        if try await !areAnswered(questions) { problems.append("\(target.name) is a target, and has no record") }
        targetCount += 1
        waiting += questions
      }
      problems += try await additionalProblems(answer)
    }
    return problems
  }

  /// What a record leads to within the zones, and which types that has to have one of.
  private func target(_ record: String) -> (name: String, types: [RecordType])? {
    let fields = record.split(separator: " ").map(String.init)
    let types: [String: [RecordType]] = [
      "SRV": [.a, .aaaa], "NS": [.a, .aaaa], "PTR": [.srv, .txt, .ptr, .a, .aaaa], "CNAME": [.a, .aaaa, .srv],
    ]
    guard let wanted = types[fields[3]], let name = fields.last, zones.contains(where: { name.hasSuffix(".\($0)") })
    else { return nil }
    return (name, wanted)
  }

  private mutating func areAnswered(_ questions: [[UInt8]]) async throws -> Bool {
    for question in questions where try await ask(question)?.message.answer.isEmpty == false { return true }
    return false
  }

  /// An address in the additional section is the one that its owner has.
  private mutating func additionalProblems(_ answer: Answer) async throws -> [String] {
    var problems: [String] = []
    for record in answer.message.additional {
      let fields = record.split(separator: " ").map(String.init)
      guard let type = RecordType(named: fields[3]), zones.contains(where: { fields[0].hasSuffix(".\($0)") }) else {
        continue
      }
      let own = try await ask(try Self.message(fields[0], type))?.message.answer ?? []
      if !own.contains(record) { problems.append("\(record) is additional, but not what its owner has: \(own)") }
    }
    return problems
  }

  /// The answer to a question, over TCP, so that it is whole; asked once.
  private mutating func ask(_ message: [UInt8]) async throws -> Answer? {
    let key = message.map { String($0, radix: 16) }.joined(separator: " ")
    if let answer = answers[key] { return answer }
    let socket = try server.connect(.tcp)
    socket.send(framed(message))
    answers[key] = try await socket.receiveMessage().map { try Answer($0) }
    return answers[key]
  }

  private static func message(_ name: String, _ type: RecordType) throws -> [UInt8] {
    octets(Question.id) + [0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + (try Name(name).wire) + octets(type.rawValue) + [0, 1]
  }
}
