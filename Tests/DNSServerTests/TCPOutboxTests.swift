import NIOCore
import Responder
import Testing

@testable import DNSServer

@Suite("Answers over TCP that are sent together")
struct TCPOutboxTests {
  /// Adds an answer of so many octets of one value.
  private func add(_ value: UInt8, _ count: Int, to outbox: inout TCPOutbox) {
    _ = outbox.add { message in
      for index in 0..<count { message.storeBytes(of: value, toByteOffset: index, as: UInt8.self) }
      return .answer(length: count)
    }
  }

  private func framed(_ value: UInt8, _ count: Int) -> [UInt8] {
    [UInt8(count >> 8), UInt8(count & 0xFF)] + [UInt8](repeating: value, count: count)
  }

  private func take(_ outbox: inout TCPOutbox) -> [UInt8]? { outbox.take().map { Array($0.readableBytesView) } }

  @Test("each is behind its length, and what has no answer leaves nothing")
  func frames() {
    var outbox = TCPOutbox()
    let nothing = take(&outbox)
    #expect(nothing == nil)
    add(1, 300, to: &outbox)
    let outcome = outbox.add { _ in .silence }
    if case .silence = outcome {} else { Issue.record("\(outcome)") }
    add(2, 12, to: &outbox)
    let (both, rest) = (take(&outbox), take(&outbox))
    #expect(both == framed(1, 300) + framed(2, 12) && rest == nil)
  }

  @Test("the longest answer has room until it is full")
  func full() {
    var outbox = TCPOutbox()
    add(1, 65_535, to: &outbox)
    #expect(!outbox.isFull)
    add(2, 65_535, to: &outbox)
    #expect(outbox.isFull)
    let taken = take(&outbox)
    #expect(taken == framed(1, 65_535) + framed(2, 65_535) && !outbox.isFull)
  }

  @Test("what the system has not taken yet stays as it is beside the next", arguments: [100, 40_000, 65_535])
  func kept(count: Int) {
    var outbox = TCPOutbox()
    var sent: [ByteBuffer?] = []
    for value in 1...3 as ClosedRange<UInt8> {
      add(value, count, to: &outbox)
      sent.append(outbox.take())
    }
    #expect(
      sent.map { $0.map { Array($0.readableBytesView) } } == [framed(1, count), framed(2, count), framed(3, count)])
  }

  @Test("room that was lent is taken again once the system has what was in it, and other room before")
  func lent() {
    var outbox = TCPOutbox()
    func send() -> ByteBuffer? {
      add(1, 60_000, to: &outbox)
      return outbox.take()
    }
    var (first, second) = (send(), send())
    let places = [place(first), place(second)]
    #expect(places[0] != places[1])
    (first, second) = (nil, nil)
    let third = send()
    #expect(place(third) == places[1])
  }

  private func place(_ buffer: ByteBuffer?) -> Int? {
    unsafe buffer?.withUnsafeReadableBytes { unsafe $0.baseAddress.map { UInt(bitPattern: $0) }.map { Int($0) } } ?? nil
  }
}
