import Foundation
import TestSupport
import Testing
import ZoneFile

private let names = Document(name: "README").file("names.case")

@Suite("What a name means, seen from outside", .timeLimit(.minutes(10)))
struct ResolverTests {
  @Test("each row of the README's table has a case")
  func rows() throws {
    let readme = URL(fileURLWithPath: exampleZones).deletingLastPathComponent().appendingPathComponent("README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let table = text.split(separator: "| name | types | answer |\n")[1].split(separator: "\n\n")[0]
    let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: " | ")[0].dropFirst(2) }
    let rules = try names.read().rules.map(\.text)
    #expect(rows.count > 10)
    for row in rows { #expect(rules.contains { $0.hasPrefix("README, \(row): ") }, "\(row)") }
  }

  @Test("every name resolves through a resolver", arguments: Resolver.allCases)
  func resolves(kind: Resolver) async throws {
    let file = try names.read()
    let doyen = try await Server.doyen(file)
    let resolver = try await Server.resolver(kind, inFrontOf: doyen, zones: file.origins)
    for step in file.rules.flatMap(\.steps) {
      let answer = try #require(try await resolver.resolve(step.question), "\(step.question.text)")
      #expect(step.expectation.problems(resolved: answer) == [], "\(step.question.text)")
    }
    await resolver.stop()
    await doyen.stop()
  }

  @Test("every address comes first at some time behind a resolver, too", arguments: Resolver.allCases)
  func rotates(kind: Resolver) async throws {
    let file = try names.read()
    let doyen = try await Server.doyen(file)
    let resolver = try await Server.resolver(kind, inFrontOf: doyen, zones: file.origins)
    let step = try #require(file.rules.flatMap(\.steps).first)
    var first: Set<String> = []
    // unbound rotates by the ID.
    for id in UInt8(0)..<60 where first.count < 3 {
      let answer = try #require(try await resolver.resolve(step.question, id: id))
      #expect(answer.message.answer.count == 3)
      first.formUnion(answer.message.answer.prefix(1).map { $0.split(separator: " ").last.map(String.init) ?? "" })
    }
    #expect(first == ["10.0.3.1", "10.0.3.2", "10.0.3.4"])
    await resolver.stop()
    await doyen.stop()
  }

  @Test("every target in an answer has a name that is answered, as the answer says of it")
  func targets() async throws {
    let file = try names.read()
    let server = try await Server.doyen(file)
    var crawl = Crawl(server: server, zones: file.origins)
    let problems = try await crawl.problems(from: file.rules.flatMap(\.steps).map(\.question))
    #expect(problems == [] && crawl.targetCount > 10)
    await server.stop()
  }

  @Test("DNSViz finds nothing to warn of")
  func dnsViz() async throws {
    let file = try names.read()
    let server = try await Server.doyen(file)
    let names = Set(file.rules.flatMap(\.steps).compactMap(\.question.name)).sorted()
    let zones = file.origins.flatMap { ["-x", "\($0.dropLast())+:ns.service.internal=127.0.0.1:\(server.port)"] }
    let probe = ["probe", "-A", "-E", "-R", "A,AAAA,SRV,PTR,TXT,SOA,NS"] + zones
    let found = server.folder.path + "/probe.json"
    let (status, text) = try await Program.run("/usr/bin/dnsviz", probe + ["-o", found] + names)
    #expect(status == 0, "\(text)")
    let all = try await Program.run("/usr/bin/dnsviz", ["grok", "-l", "info", "-r", found])
    for name in names { #expect(all.text.contains("\"\(name)/IN/"), "\(all.text)") }
    #expect(try await Program.run("/usr/bin/dnsviz", ["grok", "-l", "warning", "-r", found]) == (0, ""))
    await server.stop()
  }
}

extension Server {
  private static let maximumTries = 12
  /// So many of them on a machine that did not stand still.
  private static let maximumUndisturbed = 4
  private static let shortestStandstill = Duration.milliseconds(500)

  /// Asks a resolver, again after some seconds where it says nothing: unbound gives no answer that took it longer than 1.9 seconds.
  fileprivate func resolve(_ question: Question, id: UInt8 = 0) async throws -> Answer? {
    let socket = try TestSocket(.udp, port: port, address: address, patience: 5)
    var message = question.message
    message[1] = id
    message[2] |= 1  // RD
    var undisturbed = 0
    for _ in 0..<Self.maximumTries where undisturbed < Self.maximumUndisturbed {
      let stopwatch = Stopwatch()
      socket.send(message)
      if let octets = await socket.receive() { return try Answer(octets) }
      if stopwatch.standstill < Self.shortestStandstill { undisturbed += 1 }
    }
    return nil
  }
}
