package import DNSWire
package import HostSystem
internal import Synchronization

/// What a rate limiter has withheld; read from anywhere.
package final class RateLimitCounts: Sendable {
  private let truncatedCount = Atomic<UInt64>(0)
  private let droppedCount = Atomic<UInt64>(0)
  /// The network whose answers were withheld last, as ``ClientAddress/rateLimitedNetwork`` has it.
  private let lastNetwork = Atomic<UInt64>(0)
  /// Rung where something was withheld.
  package let bell = Bell()

  /// Answers that were replaced by an empty one with TC.
  package var truncated: UInt64 { truncatedCount.load(ordering: .relaxed) }
  /// Answers that were not given.
  package var dropped: UInt64 { droppedCount.load(ordering: .relaxed) }

  /// The network whose answers were withheld last, and its bits; absent where none were.
  package var last: (network: Network, prefix: Int)? {
    let number = lastNetwork.load(ordering: .relaxed)
    let length = Int(number & 0xFF)
    let octets = (0..<length).map { $0 < 7 ? UInt8(truncatingIfNeeded: number >> UInt64(56 - $0 * 8)) : 0 }
    let prefix = length == 4 ? RateLimiter.prefixIPv4 : RateLimiter.prefixIPv6
    return Network(octets.withOctets { ClientAddress($0) }, prefix: prefix).map { ($0, prefix) }
  }

  func note(_ verdict: ResponseBucket.Verdict, _ network: UInt64) {
    switch verdict {
    case .answer: return
    case .truncate: truncatedCount.wrappingAdd(1, ordering: .relaxed)
    case .drop: droppedCount.wrappingAdd(1, ordering: .relaxed)
    }
    lastNetwork.store(network, ordering: .relaxed)
    bell.ring()
  }
}
