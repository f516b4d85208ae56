import Discovery
import ServiceIndex
import Testing

@Suite("Services that are foreseen")
struct ForeseenTests {
  private func index() throws -> ServiceIndex {
    let index = ServiceIndex(poisonsFreedMemory: true)
    for number in 0..<1000 { index.publish([.service(try service("s\(number)", ["10.0.0.1:\(number + 1)"]))]) }
    return index
  }

  /// The port of a service's first instance.
  private func port(_ name: String, _ reader: borrowing ServiceIndex.Reader) -> Int? {
    reader.withService(name) { service in
      let srv = service.srv(0)
      return octets(srv.length) { service.copySRV(srv, to: &$0, at: 0) }[4...5].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  @Test("each is found, whether the guess was right, wrong, of a name that there is not, or missing")
  func guesses() throws {
    var reader = try index().makeReader()
    reader.enter()
    defer { reader.leave() }
    for (place, guess) in ["s1", "s2", "none", "s9"].enumerated() { reader.foresee(guess, at: place) }
    reader.foreseeNothing(at: 4)
    reader.fetchForeseen(5)
    for (place, name) in ["s1", "s3", "s4", "none", "s5", "s6"].enumerated() {
      reader.takeForeseen(place)
      let found = port(name, reader)
      #expect(found == (name == "none" ? nil : Int(name.dropFirst()).map { $0 + 1 }))
    }
  }

  @Test("what was foreseen is forgotten at the end, when it may be freed")
  func forgets() throws {
    let index = try index()
    var reader = index.makeReader()
    reader.enter()
    reader.foresee("s1", at: 0)
    reader.fetchForeseen(1)
    reader.takeForeseen(0)
    reader.leave()
    index.publish([.service(try service("s1", ["10.0.0.1:7777"]))])
    reader.enter()
    reader.takeForeseen(0)
    let found = port("s1", reader)
    #expect(found == 7777)
    reader.leave()
  }
}
