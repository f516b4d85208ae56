import NIOCore
import Testing

@testable import Relay

@Suite("What is asked on a connection")
struct ConnectionValuesTests {
  private let message = [0xAB, 0xCD] + [UInt8](repeating: 7, count: 20)

  private func key(_ number: Int) -> AttemptKey { AttemptKey(question: number, attempt: 0) }

  @Test("attempts with the same ID get IDs of their own, and their answers the ID back")
  func ids() throws {
    var queries = ConnectionQueries()
    for number in 0..<1_000 { queries.add(key(number), message) }
    let sent = queries.takeUnsent()
    #expect(Set(sent.map { $0[0...1] }).count == 1_000)
    let answered = queries.takeAnswered(by: try #require(sent.last))
    #expect(answered?.0 == key(999))
    #expect(answered?.1 == message)
    let again = queries.takeAnswered(by: try #require(sent.last))
    #expect(again == nil)
  }

  @Test(
    "what is lost with a connection that worked is sent again, with a silent one once, with another never",
    arguments: [(.always, true, true), (.once, true, false), (.never, false, false)]
      as [(ConnectionQueries.Retry, Bool, Bool)])
  func lost(retry: ConnectionQueries.Retry, isResent: Bool, isResentAgain: Bool) {
    var queries = ConnectionQueries()
    queries.add(key(1), message)
    for isKept in [isResent, isResentAgain] {
      let sent = queries.takeUnsent()
      let lost = queries.takeLost(retry)
      #expect(lost.isEmpty == (isKept || sent.isEmpty) && queries.hasUnsent == isKept && queries.isEmpty == !isKept)
    }
  }

  @Test("what was not sent before a connection ended is sent on the next")
  func unsent() {
    var queries = ConnectionQueries()
    queries.add(key(1), message)
    let (first, second) = (queries.takeLost(.once), queries.takeLost(.once))
    #expect(first.isEmpty && second.isEmpty && queries.hasUnsent)
  }

  @Test("a stream is cut into messages wherever it is broken")
  func stream() {
    let octets = MessageStream.framed(message).readableBytesView + MessageStream.framed([1, 2, 3]).readableBytesView
    for size in 1...octets.count {
      var stream = MessageStream()
      var messages: [[UInt8]] = []
      for start in Swift.stride(from: 0, to: octets.count, by: size) {
        stream.append(ByteBuffer(bytes: octets[start..<min(start + size, octets.count)]))
        while let next = stream.next() { messages.append(next) }
      }
      #expect(messages == [message, [1, 2, 3]])
    }
  }

  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  @Test("a connection on which nothing is asked is idle after a while")
  func idle() {
    var use = ConnectionUse(start: start)
    use.noteSent(at: start + .seconds(1))
    #expect(!use.isIdle(at: start + .seconds(30)))
    use.noteRead(at: start + .seconds(2), isAnswer: true, isAwaited: false)
    #expect(!use.isIdle(at: start + .milliseconds(11_999)) && use.isIdle(at: start + .seconds(12)))
    #expect(!use.isSilent(at: start + .seconds(30)))
  }

  @Test("a connection is silent when nothing comes for an exchange's time, be it that who asked has gone")
  func silent() {
    var use = ConnectionUse(start: start)
    #expect(!use.isSilent(at: start + .seconds(30)))
    use.noteSent(at: start)
    use.noteSent(at: start + .seconds(3))
    #expect(!use.isSilent(at: start + .milliseconds(4_399)) && use.isSilent(at: start + .milliseconds(4_400)))
    use.noteRead(at: start + .seconds(4), isAnswer: false, isAwaited: true)
    #expect(!use.isSilent(at: start + .seconds(8)) && use.isSilent(at: start + .seconds(9)) && !use.hasAnswered)
  }
}
