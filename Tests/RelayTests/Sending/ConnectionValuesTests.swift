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

  @Test("what is lost with a connection that worked is sent once more, what is lost with another is lost")
  func lost() {
    var queries = ConnectionQueries()
    queries.add(key(1), message)
    _ = queries.takeUnsent()
    let first = queries.takeLost(mayRetry: true)
    #expect(first.isEmpty && queries.hasUnsent)
    let resent = queries.takeUnsent()
    #expect(resent.count == 1)
    let second = queries.takeLost(mayRetry: true)
    #expect(second == [key(1)] && queries.isEmpty)
    queries.add(key(2), message)
    let third = queries.takeLost(mayRetry: false)
    #expect(third == [key(2)] && queries.isEmpty)
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

  @Test("a connection ends when it is idle, and sooner when it does not answer")
  func use() {
    let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    var use = ConnectionUse(start: start)
    #expect(!use.isOver(at: start + .milliseconds(1_999), isAwaited: true))
    #expect(use.isOver(at: start + .seconds(2), isAwaited: true))
    use.noteRead(at: start + .seconds(1))
    #expect(!use.isOver(at: start + .milliseconds(10_999), isAwaited: false))
    #expect(use.isOver(at: start + .seconds(11), isAwaited: false))
    use.noteSent(at: start + .seconds(9), isFirst: true)
    #expect(!use.isOver(at: start + .milliseconds(10_999), isAwaited: true))
    #expect(!use.isOver(at: start + .milliseconds(18_999), isAwaited: false))
  }
}
