import Glibc
import HostSystem
import Synchronization
import TestSupport

/// Those who wear a server out, each on a thread of its own, and how often.
final class Wear: Sendable {
  private let isOver = Atomic(false)
  private let tally = Guarded<[String: Int]>([:])
  private let upstream: SilentUpstream

  /// Begins at once.
  init() throws {
    upstream = try SilentUpstream()
    for habit in Habit.all {
      tally.withLock { $0[habit.name] = 0 }
      startThread { [self] in repeatedly(habit) }
    }
  }

  /// Ends all of it, soon.
  func end() { isOver.store(true, ordering: .relaxed) }

  /// How often each was done.
  var counts: [(name: String, count: Int)] {
    tally.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }

  private func repeatedly(_ habit: Habit) {
    guard var wearer = try? habit.make() else { return }
    while !isOver.load(ordering: .relaxed) {
      let count = wearer.wear()
      tally.withLock { $0[habit.name, default: 0] += count }
      usleep(habit.rest)
    }
  }
}

/// One who wears a server out.
protocol Wearer {
  /// Does it once, or some times: how often.
  mutating func wear() -> Int
}

/// What is done, and with which rests.
private struct Habit: Sendable {
  let name: String
  /// Microseconds.
  let rest: UInt32
  let make: @Sendable () throws -> any Wearer

  static let all = [
    Habit(name: "random names", rest: 20_000) {
      PacketWearer { LoadQuestion.octets("x\(UInt32.random()).service.local") }
    },
    Habit(name: "malformed packets", rest: 20_000) { PacketWearer(MalformedPacket.random) },
    Habit(name: "questions for a silent upstream", rest: 200_000) {
      PacketWearer { LoadQuestion.octets("x\(UInt32.random()).example.com") }
    },
    Habit(name: "half-open connections", rest: 100_000) { HalfOpenWearer() },
    Habit(name: "slow questions over TCP", rest: 100_000) { SlowWearer() },
    Habit(name: "admin requests", rest: 200_000) { AdminWearer() },
  ]
}

extension UInt32 {
  fileprivate static func random() -> UInt32 { .random(in: .min ... .max) }
}

/// An upstream resolver that never says anything; its socket is there, so that the kernel says nothing in its place.
final class SilentUpstream: Sendable {
  /// Where it is.
  static let port: UInt16 = 5399
  private let number: CInt

  init() throws {
    number = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = Self.port.bigEndian
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw ProgramError("no socket at port \(Self.port)") }
  }

  deinit { close(number) }
}
