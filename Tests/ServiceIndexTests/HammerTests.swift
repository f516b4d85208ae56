import Discovery
import Foundation
import ServiceIndex
import Synchronization
import Testing

@Suite("The published index under load: freed memory is poisoned, so that who reads it is found out")
struct HammerTests {
  private static let services = 300
  private static let changes = 20_000

  @Test("every reader sees whole services only, while they change, come and go", .timeLimit(.minutes(5)))
  func hammer() async {
    // On a thread of its own, since other tests need those of the common pool.
    let results = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: Self.changeAndRead()) }
    }
    #expect(results.allSatisfy { $0.found > 0 && $0.broken == 0 })
  }

  /// Changes services while threads read: what each of them saw.
  private static func changeAndRead() -> [(found: Int, broken: Int)] {
    let index = ServiceIndex(poisonsFreedMemory: true)
    let readers = (0..<3).map { LookingThread(index, seed: $0, services: services) }
    for change in 0..<changes {
      let name = "s\(change % services)"
      if change % 11 == 5 {
        index.publish([.forgotten(name: name)])
      } else {
        index.publish([.service(ServiceIndexTests.versioned(name, version: UInt16(1 + change % 60_000)))])
      }
    }
    return readers.map { $0.end() }
  }
}

/// A thread that looks services up until it is ended.
private final class LookingThread: Sendable {
  private let isEnding = Atomic<Bool>(false)
  private let results = Mutex((found: 0, broken: 0))
  private let hasEnded = DispatchSemaphore(value: 0)

  init(_ index: ServiceIndex, seed: Int, services: Int) {
    Thread.detachNewThread { [self] in
      run(index, seed: seed, services: services)
      hasEnded.signal()
    }
  }

  /// Ends the thread: how many services it saw, and how many of them were none that was published.
  func end() -> (found: Int, broken: Int) {
    isEnding.store(true, ordering: .relaxed)
    hasEnded.wait()
    return results.withLock { $0 }
  }

  private func run(_ index: ServiceIndex, seed: Int, services: Int) {
    var reader = index.makeReader()
    var (found, broken, name) = (0, 0, seed)
    while !isEnding.load(ordering: .relaxed) {
      reader.enter()
      for place in 0..<16 { reader.foresee("s\((name + 7 * (place + 1)) % services)", at: place) }
      reader.fetchForeseen(16)
      for place in 0..<32 {
        name = (name + 7) % services
        reader.takeForeseen(place)
        let whole = reader.withService("s\(name)") { Self.isWhole($0) }
        found += whole == nil ? 0 : 1
        broken += whole == false ? 1 : 0
      }
      reader.leave()
    }
    results.withLock { [found, broken] in $0 = (found, broken) }
  }

  /// Whether every port is the version and the number of instances follows from it.
  private static func isWhole(_ service: borrowing PublishedService) -> Bool {
    let ports = (0..<service.srvCount).map { index in
      let srv = service.srv(index)
      return octets(srv.length) { service.copySRV(srv, to: &$0, at: 0) }[4...5].reduce(0) { $0 << 8 | Int($1) }
    }
    guard let version = ports.first else { return false }
    return ports.allSatisfy { $0 == version } && ports.count == 1 + version % 7
      && service.addressCount(.ipv4) == ports.count
  }
}
