import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("A relay and upstreams over TCP", .timeLimit(.minutes(5)))
struct RelayOverTCPTests {
  @Test("what is cut over UDP comes over TCP, over one connection for all")
  func truncated() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.truncated, .answer)
      try await RelayRig.run(upstream) { rig in
        let answers = await rig.ask(all: (0..<50).map { "n\($0).example" })
        #expect(answers.allSatisfy { $0.answerCount == 1 })
        #expect(upstream.record.connections == 1 && upstream.record.overStreams == 50)
      }
    }
  }

  @Test("answers in another order come to their questions")
  func backwards() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.truncated, .backwards)
      try await RelayRig.run(upstream) { rig in
        async let first = rig.ask("first.example")
        async let second = rig.ask("second.example")
        let answers = await [first.answer, second.answer]
        #expect(answers.allSatisfy { $0.answerCount == 1 })
      }
    }
  }

  @Test(
    "where TCP fails the next upstream is asked",
    arguments: [.refuse, .half, .garbage, .silent, .closeAfter(0)] as [StreamScript])
  func fails(script: StreamScript) async throws {
    try await undisturbed {
      let (bad, good) = (try await HostileUpstream(.truncated, script), try await HostileUpstream(.answer))
      try await RelayRig.run(bad, good) { rig in
        let (answer, time) = await rig.ask("www.example")
        #expect(answer.answerCount == 1 && time < .seconds(2))
        #expect(bad.record.messages.count <= 2)
      }
    }
  }

  @Test("a connection that the upstream closes after each answer is made anew, and the question is not lost")
  func closedConnection() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.truncated, .closeAfter(1))
      try await RelayRig.run(upstream) { rig in
        for number in 0..<10 {
          let answer = await rig.ask("n\(number).example").answer
          #expect(answer.answerCount == 1)
        }
        #expect(upstream.record.connections >= 10)
      }
    }
  }

  @Test("what was sent on a connection that had worked is asked again on a new one")
  func retried() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.truncated, .closeAfter(1))
      try await RelayRig.run(upstream) { rig in
        async let first = rig.ask("first.example")
        async let second = rig.ask("second.example")
        let answers = await [first.answer, second.answer]
        #expect(answers.allSatisfy { $0.answerCount == 1 })
        #expect(upstream.record.connections == 2)
      }
    }
  }

  @Test("a connection that brings nothing is given up, and what is asked later goes over a new one")
  func silent() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.truncated, .silent)
      try await RelayRig.run(upstream) { rig in
        let (answer, time) = await rig.ask("www.example")
        #expect(answer == .failure(.noneAnswers) && time < .seconds(5))
        try await Task.sleep(for: .milliseconds(600))
        _ = await rig.ask("later.example")
        #expect(upstream.record.connections == 2)
      }
    }
  }

  @Test("a name that takes the upstream three seconds is answered, on a new connection and on one that has worked")
  func slow() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.truncated, .late(3_000))
      try await RelayRig.run(upstream) { rig in
        for name in ["first.example", "second.example"] {
          let (answer, time) = await rig.ask(name)
          #expect(answer.answerCount == 1 && time < .seconds(4))
        }
        #expect(upstream.record.connections == 1)
      }
    }
  }

  @Test("of many questions at once none is lost where the upstream ends each connection after an answer")
  func manyClosed() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.truncated, .closeAfter(1))
      try await RelayRig.run(upstream) { rig in
        let answers = await rig.ask(all: (0..<8).map { "n\($0).example" })
        #expect(answers.allSatisfy { $0.answerCount == 1 })
        #expect(upstream.record.connections == 8)
      }
    }
  }

  @Test("a lost connection is one failure of the upstream, however much was asked on it")
  func oneFailure() async throws {
    try await undisturbed {
      let (bad, good) = (try await HostileUpstream(.truncated, .closeAtOnce(8)), try await HostileUpstream(.late(50)))
      try await RelayRig.run(bad, good) { rig in
        _ = await rig.ask(all: (0..<8).map { "n\($0).example" })
        let asked = bad.record.messages.count
        _ = await rig.ask("later.example")
        #expect(bad.record.messages.count > asked)
      }
    }
  }

  @Test("somebody who guesses IDs moves the question to TCP")
  func guesses() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.guesses(ExchangeLimits.maximumWrongReplies), .answer)
      try await RelayRig.run(upstream) { rig in
        let (answer, time) = await rig.ask("www.example")
        #expect(answer.answerCount == 1 && time < .seconds(1))
        #expect(upstream.record.overStreams == 1)
      }
    }
  }
}
