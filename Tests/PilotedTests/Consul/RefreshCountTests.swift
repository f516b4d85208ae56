import Testing

@testable import Piloted

@Suite("Which refreshes an answer counts for")
struct RefreshCountTests {
  @Test("those that were wanted before its question, not one that comes while it is being read")
  func late() {
    var count = RefreshCount()
    #expect(!count.isDue && count.begin() == 0)
    let first = count.want()
    #expect(count.isDue && count.begin() == first && !count.isDue)
    let answered = count.begin()
    let second = count.want()
    #expect(answered == first && second > answered && count.isDue)
    #expect(count.begin() == second)
  }

  @Test("several that are wanted at once are one question")
  func together() {
    var count = RefreshCount()
    let numbers = (0..<3).map { _ in count.want() }
    #expect(Set(numbers).count == 3 && count.isDue)
    #expect(count.begin() == numbers.max() && !count.isDue)
  }
}
