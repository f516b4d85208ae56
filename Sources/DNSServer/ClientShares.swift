internal import DNSWire
internal import Synchronization

/// How many of some places the clients have, counted without a lock: few cells for all of them, each for those whose addresses hash to
/// it.
final class ClientShares: Sendable {
  private let cells = InlineArray<256, Atomic<Int>> { _ in Atomic(0) }
  /// Keyed, so that nobody can choose addresses that share another's cell.
  private let hash = SipHash(key: (.random(in: .min ... .max), .random(in: .min ... .max)))

  /// Counts one place more of a client's; how many it has now.
  func take(_ client: ClientAddress) -> Int { cells[cell(of: client)].add(1, ordering: .relaxed).newValue }

  /// Counts one place less.
  func giveBack(_ client: ClientAddress) { cells[cell(of: client)].subtract(1, ordering: .relaxed) }

  /// The cell of an address. Of an IPv6 address the first half counts: who has one has the whole network (RFC 6177 section 2).
  private func cell(of client: ClientAddress) -> Int {
    var half = client.unmapped.high
    let octets = unsafe withUnsafeBytes(of: &half) { unsafe hash.hash($0.bytes) }
    return Int(truncatingIfNeeded: octets % UInt64(cells.count))
  }
}
