import FuzzSubjects
import Testing

@Suite("Subjects of libFuzzer")
struct FuzzSubjectTests {
  @Test("complain of an input that takes long")
  func long() {
    let slow = FuzzSubject("slow", maximumTime: .zero) { octets in octets.isEmpty ? "wrong" : nil }
    #expect(slow.complaint(about: []) == "wrong")
    #expect(slow.complaint(about: [1])?.hasPrefix("it takes ") == true)
    #expect(FuzzSubject("quick") { _ in nil }.complaint(about: [1]) == nil)
  }
}
