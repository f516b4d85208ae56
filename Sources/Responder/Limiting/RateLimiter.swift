internal import DNSWire
internal import Synchronization

/// How many answers over UDP each network of clients gets, so that nobody can have this server flood a third party in whose name they
/// ask: fixed memory, which all workers share without a lock.
package final class RateLimiter: Sendable {
  private let segments: [Segment]
  /// What an answer to a network that `--allow` names costs, and to any other, in nanoseconds of ``ResponseBucket/depth``.
  private let price: (named: UInt64, other: UInt64)
  /// Keyed, so that nobody can choose networks that share another's bucket.
  private let hash = SipHash(key: (.random(in: .min ... .max), .random(in: .min ... .max)))
  /// What was withheld; apart from what every answer reads.
  package let counts = RateLimitCounts()

  /// Answers a second to a network, unless another number is set: what NSD gives.
  package static let defaultRate = 200
  /// So many times as many for a network that `--allow` names, as NSD has it for those its `rrl-whitelist` names: their programs ask
  /// through many hosts, and a name at a time.
  package static let namedFactor = 10
  /// The most that can be set; beyond, an answer would cost less than the clock can tell.
  package static let maximumRate = 1_000_000
  /// Bits of an IPv4 address that make a network, as in BIND, NSD and Knot.
  package static let prefixIPv4 = 24
  /// Bits of an IPv6 address, as in BIND and Knot: what one customer gets, RFC 6177 section 2.
  package static let prefixIPv6 = 56

  /// Buckets that a network's hash may have one of: those of a cache line.
  private static let ways = 8
  /// 8,192 lines of eight buckets are kept: half a megabyte, for all networks that a server of a host or a cluster has, many times over.
  /// If there are more at once, a network that has used the least begins anew.
  private static let lines = 64 * Segment.lines

  /// A part of the buckets.
  private final class Segment: Sendable {
    static let lines = 128
    let words = InlineArray<1024, Atomic<UInt64>> { _ in Atomic(0) }
  }

  /// Whom an answer is for, apart from the host itself, which has no limit.
  package enum Party: Sendable { case named, other }

  /// A limit of so many answers a second for a network that is not named by `--allow`, at most ``maximumRate``.
  package init(rate: Int) {
    let other = ResponseBucket.depth / UInt64(max(rate, 1))
    price = (max(other / UInt64(Self.namedFactor), 1), other)
    segments = (0..<(Self.lines / Segment.lines)).map { _ in Segment() }
  }

  /// Takes one answer to a client from what its network has.
  ///
  /// - Parameters:
  ///   - client: who asks.
  ///   - party: what is known of them.
  ///   - now: nanoseconds of a clock that all workers share, each as it was when its batch began.
  /// - Returns: what becomes of the answer.
  func take(_ client: ClientAddress, _ party: Party, at now: UInt64) -> ResponseBucket.Verdict {
    let network = client.rateLimitedNetwork
    let verdict = take(hash(of: network), party == .named ? price.named : price.other, at: now)
    if verdict != .answer { counts.note(verdict, network) }
    return verdict
  }

  private func take(_ hash: UInt64, _ price: UInt64, at now: UInt64) -> ResponseBucket.Verdict {
    let line = Int(truncatingIfNeeded: hash) & (Self.lines - 1)
    let (segment, first) = (segments[line / Segment.lines], line % Segment.lines * Self.ways)
    while true {
      let (place, old) = Self.find(hash, in: segment, first, at: now)
      let bucket = old.isOf(hash) ? old : ResponseBucket(hash: hash, at: now)
      let (verdict, rest) = bucket.taking(price, at: now)
      // Another worker was faster, for the same line: rare, and it has done what it had to.
      let (isDone, _) = segment.words[place].compareExchange(
        expected: old.word, desired: rest.word, ordering: .relaxed)
      if isDone { return verdict }
    }
  }

  /// The bucket of a hash in a line; where it has none, the one that has used the least.
  private static func find(
    _ hash: UInt64, in segment: Segment, _ first: Int, at now: UInt64
  ) -> (place: Int, bucket: ResponseBucket) {
    var (best, bestBucket, least) = (first, ResponseBucket(word: 0), UInt64.max)
    for place in first..<(first + ways) {
      let bucket = ResponseBucket(word: segment.words[place].load(ordering: .relaxed))
      if bucket.isOf(hash) { return (place, bucket) }
      let used = bucket.used(at: now)
      if used < least { (best, bestBucket, least) = (place, bucket, used) }
    }
    return (best, bestBucket)
  }

  private func hash(of network: UInt64) -> UInt64 {
    var network = network
    return unsafe withUnsafeBytes(of: &network) { unsafe hash.hash($0.bytes) }
  }
}

extension ClientAddress {
  /// The network that shares a limit with it, as one number: its leading bits, and the address's length in octets.
  var rateLimitedNetwork: UInt64 {
    let client = unmapped
    let bits = client.length == 4 ? RateLimiter.prefixIPv4 : RateLimiter.prefixIPv6
    return client.high & ~(UInt64.max >> UInt64(bits)) | UInt64(client.length)
  }
}
