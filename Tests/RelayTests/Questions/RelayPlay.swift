import DNSWire
import NIOCore

@testable import Relay

/// A relay's state under a clock that moves when told, with two upstreams for all names and one for `corp.`.
struct RelayPlay {
  static let first = upstream(1)
  static let second = upstream(2)
  static let corporate = upstream(3)

  private(set) var state: RelayState<Int>
  private(set) var now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
  let counters = RelayCounters()
  /// How long the host has slept.
  let suspension = Suspension()

  final class Suspension { var time = TimeAmount.zero }

  /// What each waiter was told.
  private(set) var answers: [Int: [RelayedAnswer]] = [:]
  /// What is sent and not closed.
  private(set) var open: [AttemptKey: (upstream: Upstream, transport: AttemptTransport, message: [UInt8])] = [:]
  /// Attempts in the order in which they were sent.
  private(set) var sent: [AttemptKey] = []
  private(set) var changes: [UpstreamChange] = []

  static func upstream(_ number: Int) -> Upstream {
    guard let upstream = try? Upstream(parsing: "192.0.2.\(number)") else {
      preconditionFailure("a documentation address")
    }
    return upstream
  }

  init(maximumAttempts: Int = 8_000, maximumQuestions: Int = 10_000, upstreams: [Upstream] = [first, second]) {
    let rules = ForwardRules(default: upstreams, zones: [(name("corp"), [Self.corporate])])
    state = RelayState(
      RelaySettings(rules: rules, cacheOctets: 1_000_000), counters: counters, maximumAttempts: maximumAttempts,
      maximumQuestions: maximumQuestions, start: now, suspendedTime: { [suspension] in suspension.time }
    ) { 0x1234 }
  }

  /// Asks for the addresses of a name.
  mutating func ask(_ text: String, waiter: Int, client: ClientAddress = .unknown) {
    let question = RelayQuestion(name: name(text), type: .a)
    if let answer = state.ask(question, for: client, waiter, at: now) { answers[waiter, default: []].append(answer) }
    perform()
  }

  /// The upstream of the newest attempt answers with an address.
  mutating func answerLast(ttl: UInt32 = 60) { if let key = sent.last { answer(key, ttl: ttl) } }

  /// An upstream answers what it is asked.
  mutating func answer(from upstream: Upstream) {
    if let key = open.first(where: { $0.value.upstream == upstream })?.key { answer(key, ttl: 60) }
  }

  private mutating func answer(_ key: AttemptKey, ttl: UInt32) {
    guard let message = open[key]?.message else { return }
    state.receive(addressReply(to: message, ttl: ttl), for: key, at: now)
    perform()
  }

  /// The network refuses the newest attempt.
  mutating func failLast() {
    if let key = sent.last { state.fail(key, .refused("no way"), at: now) }
    perform()
  }

  /// Moves the clock.
  mutating func wait(_ milliseconds: Int64) {
    let end = now + .milliseconds(milliseconds)
    while let next = state.nextWaking, next <= end {
      now = next
      state.passTime(at: now)
      perform()
    }
    now = end
  }

  mutating func replaceRules(_ rules: ForwardRules) { state.replaceRules(rules) }

  mutating func close() {
    state.close()
    perform()
  }

  private mutating func perform() {
    for action in state.takeActions() {
      switch action {
      case .answer(let waiter, let answer): answers[waiter, default: []].append(answer)
      case .open(let key, let upstream, let transport, let message):
        open[key] = (upstream, transport, message)
        sent.append(key)
      case .close(let key): open[key] = nil
      case .log(_, let change): changes.append(change)
      }
    }
  }
}

/// A client with an address of its own for each number.
func client(_ number: Int) -> ClientAddress {
  [10, 0, UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)].withOctets { ClientAddress($0) }
}

/// A name from its text without escapes.
func name(_ text: String) -> Name {
  (try? Name(labels: text.split(separator: ".").map { Array($0.utf8) })) ?? .root
}

/// The reply to a query, with 192.0.2.7 for its name.
func addressReply(to query: [UInt8], ttl: UInt32) -> [UInt8] {
  var reply = query
  let end = (12..<query.count).first { query[$0] == 0 } ?? query.count
  reply.removeSubrange((end + 5)...)
  (reply[2], reply[3]) = (0x81, 0x80)
  reply.replaceSubrange(6..<12, with: [0, 1, 0, 0, 0, 0])
  let ttlOctets = [24, 16, 8, 0].map { UInt8(ttl >> UInt32($0) & 0xFF) }
  return reply + [0xC0, 12, 0, 1, 0, 1] + ttlOctets + [0, 4, 192, 0, 2, 7]
}
