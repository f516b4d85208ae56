import DNSServer
import DNSWire
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// A relay that a test answers for by hand, on an event loop of its own.
final class HandRelay: Sendable {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let open: NIOLoopBound<Open>
  /// How many questions were asked.
  let asked = Atomic<Int>(0)
  private let mayGo = Atomic<Bool>(false)

  /// The questions that wait for an answer, in the order in which they came.
  private final class Open {
    var questions: [(question: RelayQuestion, client: ClientAddress, complete: (RelayedAnswer) -> Void)] = []
  }

  init() async throws {
    let eventLoop = group.any()
    open = try await eventLoop.submit { NIOLoopBound(Open(), eventLoop: eventLoop) }.get()
  }

  var handle: RelayHandle {
    RelayHandle(on: group.any()) { [self] question, client, complete in
      open.value.questions.append((question, client, complete))
      asked.add(1, ordering: .relaxed)
    }
  }

  /// Waits until so many questions were asked in all.
  func waitUntilAsked(_ count: Int) async throws {
    try await wait { asked.load(ordering: .relaxed) >= count }
  }

  /// Keeps its event loop from everything else until it is released.
  func hold() {
    group.any().execute { [self] in while !mayGo.load(ordering: .acquiring) { usleep(1000) } }
  }

  func release() { mayGo.store(true, ordering: .releasing) }

  /// Answers the open questions of a name, or all; how many there were.
  @discardableResult
  func answer(_ name: String? = nil, with answer: RelayedAnswer = .address) async throws -> Int {
    try await group.any().submit { [self] in
      let name = try name.map { try Name($0) }
      let (due, rest) = (
        open.value.questions.filter { name == nil || $0.question.name == name },
        open.value.questions.filter { name != nil && $0.question.name != name }
      )
      open.value.questions = rest
      for question in due { question.complete(answer) }
      return due.count
    }.get()
  }

  /// Who asked the open questions.
  var clients: [ClientAddress] {
    get async throws { try await group.any().submit { [self] in open.value.questions.map(\.client) }.get() }
  }

  /// Ends its event loop, once nobody can ask any more.
  func stop() async throws { try await group.shutdownGracefully() }
}

extension RelayedAnswer {
  /// One address of the question's name.
  static let address = addresses(1)

  /// So many addresses of the question's name.
  static func addresses(_ count: Int) -> RelayedAnswer {
    let records = (0..<count).flatMap {
      [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, UInt8($0 % 256)] as [UInt8]
    }
    return RelayedAnswer(code: .noError, records: records, answerCount: UInt16(count))
  }
}

/// A listener whose relay is answered for by the test.
func withRelay(
  times: ServingTimes = Listening.patient, _ body: (Listening, HandRelay) async throws -> Void
) async throws {
  let relay = try await HandRelay()
  let listening = try await Listening(relay: relay.handle, times: times)
  try listening.publish("api", ["10.0.3.1:80"])
  try await body(listening, relay)
  await listening.stop()
  try await relay.stop()
}
