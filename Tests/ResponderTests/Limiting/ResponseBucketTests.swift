import Testing

@testable import Responder

@Suite("What one network has used of its answers")
struct ResponseBucketTests {
  private static let second: UInt64 = 1_000_000_000
  private static let hash: UInt64 = 0xFEDC_BA98_7654_3210

  /// A bucket from which answers are taken, at ten a second.
  private struct Taking {
    var bucket: ResponseBucket
    init(at now: UInt64 = 0) { bucket = ResponseBucket(hash: ResponseBucketTests.hash, at: now) }
    mutating func callAsFunction(_ count: Int, at now: UInt64) -> [ResponseBucket.Verdict] {
      (0..<count).map { _ in
        let (verdict, rest) = bucket.taking(ResponseBucketTests.second / 10, at: now)
        bucket = rest
        return verdict
      }
    }
  }

  @Test("a second's answers at once, then as many as the time brings", arguments: [0, 12_345, 1 << 48 - 1, 1 << 63])
  func burst(start: UInt64) {
    var take = Taking(at: start)
    #expect(take(10, at: start) == Array(repeating: .answer, count: 10))
    #expect(take(1, at: start) == [.truncate])
    #expect(take(2, at: start &+ Self.second / 10) == [.answer, .drop])
    #expect(take(6, at: start &+ Self.second / 10 * 6).filter { $0 == .answer }.count == 5)
    #expect(take(11, at: start &+ 9 * Self.second).filter { $0 == .answer }.count == 10)
  }

  @Test("of those withheld every second one is truncated, over quiet times too")
  func slips() {
    var take = Taking()
    _ = take(10, at: 0)
    #expect(take(5, at: 0) == [.truncate, .drop, .truncate, .drop, .truncate])
    _ = take(10, at: 5 * Self.second)
    #expect(take(2, at: 5 * Self.second) == [.drop, .truncate])
  }

  @Test("it stays the bucket of its network, which no empty word is")
  func tag() {
    var take = Taking()
    _ = take(100, at: Self.second)
    #expect(take.bucket.isOf(Self.hash) && !take.bucket.isOf(~Self.hash))
    #expect(!ResponseBucket(word: 0).isOf(0) && ResponseBucket(hash: 0, at: 0).isOf(0))
  }

  @Test(
    "one whose time is a little older takes nothing that is used, nor puts it back",
    arguments: [0, 1_000_000, 1 << 48 - 1, 1 << 63])
  func older(start: UInt64) {
    var take = Taking(at: start)
    _ = take(10, at: start)
    let used = take.bucket.used(at: start)
    for behind in [1, 4_000_000, Self.second] {
      #expect(!take(10, at: start &- behind).contains(.answer) && take.bucket.used(at: start) == used)
    }
    #expect(take(2, at: start &+ Self.second / 10).filter { $0 == .answer }.count == 1)
  }

  @Test("a time that is long past is no debt")
  func past() {
    var take = Taking()
    _ = take(10, at: 0)
    #expect(take.bucket.used(at: 0) == Self.second && take.bucket.used(at: Self.second / 2) == Self.second / 2)
    for time in [Self.second + 1, 3600 * Self.second, 86_400 * Self.second] { #expect(take.bucket.used(at: time) == 0) }
  }
}
