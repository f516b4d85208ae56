import DNSWire
import Foundation
import HostSystem
import NIOCore
import Testing

@testable import Relay

@Suite("A flood of questions to a silent upstream", .serialized, .timeLimit(.minutes(10)))
struct RelayFloodTests {
  /// Octets of this process's memory that are in use, from the kernel.
  private static func residentOctets() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (Int(fields[1]) ?? 0) * 4_096
  }

  /// Asks 10,000 distinct names of 100 clients, ten in each millisecond, and waits for all answers.
  private static func flood(_ rig: RelayRig, _ round: Int) async {
    let left = Guarded(10_000)
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      rig.relay.eventLoop.execute {
        ask(rig, from: 0, round) {
          let count = left.withLock {
            $0 -= 1
            return $0
          }
          if count == 0 { continuation.resume() }
        }
      }
    }
  }

  private static func ask(_ rig: RelayRig, from start: Int, _ round: Int, _ done: @escaping @Sendable () -> Void) {
    for number in start..<(start + 10) {
      let question = RelayQuestion(name: name("n\(number).r\(round).example"), type: .a)
      rig.relay.ask(question, for: client(number % 100)) { _ in done() }
    }
    guard start + 10 < 10_000 else { return }
    rig.relay.eventLoop.scheduleTask(in: .milliseconds(1)) { ask(rig, from: start + 10, round, done) }
  }

  /// Asks, and says how much the relay's thread has worked meanwhile: what an answer has to wait for, however busy the machine is.
  private static func askMeasured(_ rig: RelayRig, _ text: String) async -> (answer: RelayedAnswer, time: Duration) {
    await withCheckedContinuation { continuation in
      rig.relay.eventLoop.execute {
        let start = threadTime()
        rig.relay.ask(RelayQuestion(name: name(text), type: .a), for: client(1_000)) {
          continuation.resume(returning: ($0, threadTime() - start))
        }
      }
    }
  }

  private static func threadTime() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// Floods once, asks another upstream meanwhile, and tells the memory afterwards.
  private static func memory(after round: Int, _ rig: RelayRig) async throws -> Int {
    async let flooded: Void = flood(rig, round)
    // A machine that is very slow may not come to ask so many in the time of one.
    while rig.relay.counters[.openQuestions] < 1_000, rig.relay.counters[.asked] < (round + 1) * 10_000 {
      try await Task.sleep(for: .milliseconds(1))
    }
    for number in 0..<20 {
      var turn = 0
      try await undisturbed {
        turn += 1
        let (answer, time) = await askMeasured(rig, "l\(number).t\(turn).r\(round).corp")
        #expect(answer.answerCount == 1)
        #expect(time < .milliseconds(100))
      }
    }
    await flooded
    while rig.relay.counters[.openQuestions] + rig.relay.counters[.openAttempts] > 0 {
      try await Task.sleep(for: .milliseconds(1))
    }
    return try residentOctets()
  }

  /// Octets by which memory may grow in two rounds; what each question leaves behind would show in all: 20,000 of 200 octets.
  private static let slack = 4 << 20
  private static let maximumRounds = 10

  private static func growth(_ memory: [Int]) -> Int { memory[memory.count - 1] - memory[memory.count - 3] }

  @Test("leaves another one's answers fast, and memory flat")
  func flood() async throws {
    let (silent, live) = (try await HostileUpstream(.deaf), try await HostileUpstream(.answer))
    let rules = ForwardRules(default: [silent.upstream], zones: [(name("corp"), [live.upstream])])
    try await RelayRig.run(rules) { rig in
      var memory: [Int] = []
      // How much is open at once, and with it what the allocator keeps, varies with how busy the machine is.
      while memory.count < 4 || memory.count < Self.maximumRounds && Self.growth(memory) >= Self.slack {
        memory.append(try await Self.memory(after: memory.count, rig))
      }
      #expect(Self.growth(memory) < Self.slack, "\(memory)")
    }
    await silent.close()
    await live.close()
  }
}
