internal import DNSWire
internal import Synchronization

/// How many answers one responder has given, by what they were: plain memory of that responder alone, which others read at any time.
///
/// One thread writes, so that no instruction of it has to lock the memory; nothing else is near enough to share a cache line with.
package final class AnswerTally: Sendable {
  /// What a question asks for.
  package enum Kind: Int, CaseIterable, Sendable { case a, aaaa, srv, ptr, txt, other }

  /// The response codes that are told apart.
  package enum Code: Int, CaseIterable, Sendable { case noError, nxDomain, servFail, refused, formErr, other }

  /// Where an answer comes from.
  package enum Origin: Int, CaseIterable, Sendable {
    /// It has no content: a refusal, a failure, what the server says about itself.
    case none
    /// Sources that can be reached, or one of them is gone.
    case live, stale
    /// A zone file.
    case `static`
    /// An upstream resolver, asked for it or earlier.
    case relayed, cached
  }

  /// One count, with what it is of.
  package struct Count: Sendable {
    /// The place of the zone, of ``CountedZones``.
    package let zone: Int
    package let kind: Kind
    package let code: Code
    package let origin: Origin
    package let transport: Responder.Transport
    package let value: UInt64
  }

  private static let cellsPerZone = 432  // 6 kinds, 6 codes, 6 origins, 2 transports
  /// Words before and behind, which keep other memory a cache line away.
  private static let margin = 8
  /// 34 zones and the margins.
  private let cells = InlineArray<14_704, Atomic<UInt64>> { _ in Atomic(0) }

  /// Nothing is counted yet.
  package init() {}

  /// Counts one answer; by the one thread that owns the responder.
  func add(_ zone: Int, _ type: RecordType, _ code: ResponseCode, _ origin: Origin, _ transport: Responder.Transport) {
    let place = Self.place(zone, type.kind, code.tallied, origin, transport)
    cells[place].store(cells[place].load(ordering: .relaxed) &+ 1, ordering: .relaxed)
  }

  private static func place(
    _ zone: Int, _ kind: Kind, _ code: Code, _ origin: Origin, _ transport: Responder.Transport
  ) -> Int {
    let rest = (kind.rawValue * 6 + code.rawValue) * 6 + origin.rawValue
    return margin + zone * cellsPerZone + rest * 2 + (transport == .tcp ? 1 : 0)
  }

  /// Everything that was counted at least once.
  package var counts: [Count] {
    var counts: [Count] = []
    for zone in 0..<CountedZones.places {
      for cell in 0..<Self.cellsPerZone {
        let value = cells[Self.margin + zone * Self.cellsPerZone + cell].load(ordering: .relaxed)
        if value > 0, let count = Self.count(zone, cell, value) { counts.append(count) }
      }
    }
    return counts
  }

  private static func count(_ zone: Int, _ cell: Int, _ value: UInt64) -> Count? {
    guard let kind = Kind(rawValue: cell / 72), let code = Code(rawValue: cell / 12 % 6),
      let origin = Origin(rawValue: cell / 2 % 6)
    else { return nil }
    return Count(
      zone: zone, kind: kind, code: code, origin: origin, transport: cell % 2 == 0 ? .udp : .tcp, value: value)
  }
}

extension RecordType {
  fileprivate var kind: AnswerTally.Kind {
    switch rawValue {
    case 1: .a
    case 28: .aaaa
    case 33: .srv
    case 12: .ptr
    case 16: .txt
    default: .other
    }
  }
}

extension ResponseCode {
  fileprivate var tallied: AnswerTally.Code {
    switch rawValue {
    case 0: .noError
    case 1: .formErr
    case 2: .servFail
    case 3: .nxDomain
    case 5: .refused
    default: .other
    }
  }
}
