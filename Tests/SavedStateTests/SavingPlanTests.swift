import Testing

@testable import SavedState

@Suite("When the cache is written, and what is told of it")
struct SavingPlanTests {
  @Test("a second passes between two writings; more where one takes long")
  func pauses() {
    var plan = SavingPlan(.calm)
    #expect(plan.earliest == .zero)
    #expect(plan.succeeded(from: .seconds(10), to: .milliseconds(10_010)) == nil)
    #expect(plan.earliest == .milliseconds(11_010))
    #expect(plan.succeeded(from: .seconds(20), to: .seconds(21)) == nil)
    #expect(plan.earliest == .seconds(31))
  }

  @Test("what nobody else knows is written again at once, but not more than half of the time")
  func prompt() {
    var plan = SavingPlan(.prompt)
    #expect(plan.succeeded(from: .seconds(10), to: .milliseconds(10_001)) == nil)
    #expect(plan.earliest == .milliseconds(10_011))
    #expect(plan.succeeded(from: .seconds(20), to: .seconds(21)) == nil)
    #expect(plan.earliest == .seconds(22))
  }

  @Test(
    "a failure is told once for each reason, and once that it is over; the pauses grow meanwhile and then are short again"
  )
  func failures() {
    var plan = SavingPlan(.calm)
    #expect(plan.failed("full", at: .seconds(10), random: 1) == .fails(reason: "full"))
    #expect(plan.earliest == .milliseconds(10_100))
    for _ in 0..<20 { #expect(plan.failed("full", at: .seconds(10), random: 1) == nil) }
    #expect(plan.earliest == .seconds(15))
    #expect(plan.failed("read-only", at: .seconds(20), random: 1) == .fails(reason: "read-only"))
    #expect(plan.succeeded(from: .seconds(30), to: .seconds(30)) == .works)
    #expect(plan.succeeded(from: .seconds(40), to: .seconds(40)) == nil)
    #expect(plan.failed("full", at: .seconds(50), random: 1) == .fails(reason: "full"))
    #expect(plan.earliest == .milliseconds(50_100))
  }
}
