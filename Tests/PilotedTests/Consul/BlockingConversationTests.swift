import Discovery
import Testing

@testable import Piloted

@Suite("Watching a service by blocking queries, as a value")
struct BlockingConversationTests {
  /// A conversation and the time, which its pauses move.
  private struct Talk {
    var conversation: BlockingConversation<HealthQuery>
    var now = Duration.zero
    var events: [WatchEvent] = []
    var oddities: [String] = []
    var next = BlockingConversation<HealthQuery>.Next.wait(.zero)

    init(_ query: HealthQuery = HealthQuery("web")) {
      conversation = BlockingConversation<HealthQuery>(query, random: { 1 })
      receive(.started)
    }

    mutating func receive(_ event: BlockingConversation<HealthQuery>.Event) {
      let (reports, next) = conversation.receive(event, at: now)
      for report in reports {
        if let event = report.event { events.append(event) }
        if case .oddity(let text) = report { oddities.append(text) }
      }
      self.next = next
    }

    /// Whether the last set was said twice; absent where the last word was none.
    var isLastConfirmed: Bool? {
      guard case .current(let set)? = events.last else { return nil }
      return set.isConfirmed
    }

    /// Answers the question that is open, after pauses.
    mutating func answer(_ instances: [String]?, index: UInt64? = nil, status: Int = 200, contact: Duration = .zero) {
      skipPauses()
      let list = instances.map { "[" + $0.joined(separator: ",") + "]" } ?? "No cluster leader"
      receive(.answered(ConsulAnswer(status: status, index: index, lastContact: contact, body: Array(list.utf8))))
    }

    @discardableResult
    mutating func skipPauses() -> Duration {
      let start = now
      while case .wait(let pause) = next {
        now += pause
        receive(.waited)
      }
      return now - start
    }

    var path: String? { if case .ask(let request) = next { request.path } else { nil } }

    /// The endpoints of each event; of a loss its reason.
    var told: [[String]] {
      events.map {
        switch $0 {
        case .current(let set): set.addresses
        case .lost(let reason), .failed(let reason, _): [reason]
        }
      }
    }
  }

  private static func instance(_ address: String, port: Int = 80, index: Int = 1, status: String = "passing") -> String
  {
    """
    {"Node": {"Node": "n1", "Address": "10.0.0.9"}, "Checks": [{"Status": "\(status)"}],
     "Service": {"ID": "web-\(address)", "Address": "\(address)", "Port": \(port), "CreateIndex": \(index)}}
    """
  }

  @Test("asks at once, then holds the next question at the index of the answer")
  func blocks() {
    var talk = Talk(HealthQuery("my web", tag: "a/b", datacenter: "dc2", isPassingOnly: true))
    #expect(talk.path == "/v1/health/service/my%20web?passing&tag=a%2Fb&dc=dc2&stale")
    talk.answer([Self.instance("10.0.0.1")], index: 7)
    #expect(talk.path == "/v1/health/service/my%20web?passing&tag=a%2Fb&dc=dc2&stale&index=7&wait=30s")
    #expect(talk.told == [["10.0.0.1:80"]])
    if case .ask(let request) = talk.next { #expect(request.timeLimit > .seconds(41)) }
  }

  @Test("tells of changes of the result, not of the index; the oldest is first")
  func changes() {
    var talk = Talk()
    talk.answer([Self.instance("10.0.0.2", index: 9), Self.instance("10.0.0.1", index: 4)], index: 10)
    talk.answer([Self.instance("10.0.0.1", index: 4), Self.instance("10.0.0.2", index: 9)], index: 11)
    talk.answer([Self.instance("10.0.0.1", index: 4)], index: 12)
    #expect(talk.told == [["10.0.0.1:80", "10.0.0.2:80"], ["10.0.0.1:80"]])
  }

  @Test("an index that moves without end does not become a busy loop, and the first changes are not held back")
  func pace() {
    var talk = Talk()
    for index in 1...62 { talk.answer([Self.instance("10.0.0.1")], index: UInt64(index)) }
    #expect((Duration.seconds(59)...Duration.seconds(61)).contains(talk.now))
    var calm = Talk()
    calm.answer([], index: 1)
    #expect(calm.now == .zero && calm.path != nil)
  }

  @Test("an empty list in an undisturbed watch is believed at once")
  func emptied() {
    var talk = Talk()
    talk.answer([Self.instance("10.0.0.1")], index: 5)
    talk.answer([], index: 6)
    #expect(talk.told == [["10.0.0.1:80"], []])
  }

  @Test("an index that falls starts anew, and an empty list with it has to be said twice")
  func fallen() {
    var talk = Talk()
    talk.answer([Self.instance("10.0.0.1")], index: 43)
    talk.answer([], index: 13)
    #expect(talk.told == [["10.0.0.1:80"]] && talk.skipPauses() >= HealthTimes().grace)
    #expect(talk.path?.contains("index") == false)
    talk.answer([Self.instance("10.0.0.1")], index: 14)
    #expect(talk.told == [["10.0.0.1:80"]])
    talk.answer([], index: 15)
    #expect(talk.told.last == [])
  }

  @Test("an empty list behind an error has to be said twice, then it is believed")
  func suspicious() {
    var talk = Talk()
    talk.answer([Self.instance("10.0.0.1")], index: 5)
    talk.receive(.failed(reason: "connection reset"))
    talk.answer([], index: 3)
    #expect(talk.told == [["10.0.0.1:80"], ["connection reset"]])
    talk.answer([], index: 3)
    #expect(talk.told == [["10.0.0.1:80"], ["connection reset"], []])
    // Whoever keeps services knows that it was said twice; and of the next time, that it was not.
    #expect(talk.isLastConfirmed == true)
    talk.answer([Self.instance("10.0.0.1")], index: 4)
    talk.answer([], index: 5)
    #expect(talk.told.last == [] && talk.isLastConfirmed == false)
  }

  @Test(
    "a loss is told once, with the agent's words, and so is the return, though nothing has changed",
    arguments: [400, 403, 404, 500, 503])
  func lost(status: Int) {
    var talk = Talk()
    talk.answer([Self.instance("10.0.0.1")], index: 5)
    talk.answer(nil, index: 1, status: status)
    talk.answer(nil, index: 1, status: status)
    talk.receive(.failed(reason: "refused"))
    talk.answer([Self.instance("10.0.0.1")], index: 5)
    let said = ["status \(status) No cluster leader"]
    #expect(talk.told == [["10.0.0.1:80"], said, ["refused"], ["10.0.0.1:80"]])
    #expect(talk.events[1] == .failed(reason: said[0], known: nil) && talk.events[2] == .lost(reason: "refused"))
    talk.skipPauses()
    #expect(talk.path?.hasSuffix("&index=5&wait=30s") == true)
  }

  @Test("pauses behind failures double up to five seconds, and begin anew after an answer")
  func backoff() {
    var talk = Talk()
    var pauses: [Duration] = []
    for _ in 0..<9 {
      talk.receive(.failed(reason: "refused"))
      if case .wait(let pause) = talk.next { pauses.append(pause) }
      talk.skipPauses()
    }
    #expect(pauses.first == .milliseconds(100) && pauses.last == .seconds(5) && pauses == pauses.sorted())
    talk.answer([], index: 1)
    talk.receive(.failed(reason: "refused"))
    #expect(talk.next == .wait(.milliseconds(100)))
  }

  @Test("an agent without a connection to spare is asked again and again instead")
  func tooManyConnections() {
    var talk = Talk()
    talk.answer([Self.instance("10.0.0.1")], index: 5)
    talk.answer(nil, status: 429)
    talk.answer([Self.instance("10.0.0.1")], index: 5)
    let pause = talk.skipPauses()
    #expect(pause >= HealthTimes().poll * 0.9 && talk.path == "/v1/health/service/web?stale")
  }

  @Test("a server out of touch with the leader is not believed; the leader is asked")
  func stale() {
    var talk = Talk()
    talk.answer([Self.instance("10.0.0.1")], index: 5)
    talk.answer([], index: 5, contact: .seconds(11))
    talk.skipPauses()
    #expect(talk.told == [["10.0.0.1:80"]] && talk.path == "/v1/health/service/web?")
    talk.answer(nil, status: 500)
    #expect(talk.told.count == 2)
    talk.skipPauses()
    #expect(talk.path == "/v1/health/service/web?stale")
  }

  @Test("what is no list is a loss, an odd instance is passed over and told of once")
  func nonsense() {
    var talk = Talk()
    talk.receive(.answered(ConsulAnswer(status: 200, index: 3, body: Array("{}".utf8))))
    #expect(talk.told == [["an answer that is no list of instances"]])
    let odd = Self.instance("not an address")
    for index in 4...6 { talk.answer([odd, Self.instance("10.0.0.1")], index: UInt64(index)) }
    #expect(talk.told.last == ["10.0.0.1:80"] && talk.oddities.count == 1)
  }

  @Test("a token that may see nothing is told of")
  func hidden() {
    var talk = Talk()
    talk.receive(.answered(ConsulAnswer(status: 200, index: 3, mayHide: true, body: Array("[]".utf8))))
    #expect(talk.told == [[]] && talk.oddities == ["no instances that this token may see"])
  }

  @Test("a refresh asks at once, without index")
  func refreshed() {
    var talk = Talk()
    talk.answer([], index: 3)
    talk.receive(.refreshed)
    talk.skipPauses()
    #expect(talk.path == "/v1/health/service/web?stale")
  }

  @Test("a refresh while an empty list is doubted does not make it believed")
  func refreshedInDoubt() {
    var talk = Talk()
    talk.answer([Self.instance("10.0.0.1")], index: 5)
    talk.receive(.failed(reason: "refused"))
    talk.answer([], index: 3)
    talk.receive(.refreshed)
    talk.answer([], index: 3)
    #expect(talk.told == [["10.0.0.1:80"], ["refused"]] && talk.skipPauses() >= HealthTimes().grace)
    talk.answer([], index: 3)
    #expect(talk.told.last == [])
  }

  @Test("answers are held again some time after an agent had no connection to spare")
  func holdsAgain() {
    var talk = Talk()
    talk.answer(nil, status: 429)
    while talk.now < HealthTimes().sparing { talk.answer([Self.instance("10.0.0.1")], index: 5) }
    talk.skipPauses()
    #expect(talk.path?.hasSuffix("&index=5&wait=30s") == true && talk.told.count == 2)
  }

  @Test("without a connection to keep, questions have no index, and one that falls is noticed all the same")
  func polls() {
    var talk = Talk()
    talk.conversation.mayHold = false
    talk.answer([Self.instance("10.0.0.1")], index: 43)
    #expect(talk.skipPauses() >= HealthTimes().poll * 0.9 && talk.path == "/v1/health/service/web?stale")
    talk.answer([], index: 13)
    #expect(talk.skipPauses() >= HealthTimes().grace && talk.told == [["10.0.0.1:80"]])
    talk.answer([], index: 13)
    #expect(talk.told == [["10.0.0.1:80"], []])
    talk.conversation.mayHold = true
    talk.answer([], index: 13)
    #expect(talk.path?.contains("index=13") == true)
  }
}
