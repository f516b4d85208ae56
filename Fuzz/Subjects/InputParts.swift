/// An input cut into parts, each of which ends with a zero octet: what a peer sends in turn, or files side by side.
struct InputParts {
  private var parts: [[UInt8]]

  /// As many parts are taken; what is behind them belongs to the last.
  private static let maximumCount = 16

  init(_ octets: some Collection<UInt8>) {
    parts = octets.split(separator: 0, maxSplits: Self.maximumCount - 1, omittingEmptySubsequences: false).map {
      Array($0)
    }
    parts.reverse()
  }

  /// The next part; absent behind the last.
  mutating func next() -> [UInt8]? { parts.popLast() }

  /// The next part as text.
  mutating func text() -> String { String(decoding: next() ?? [], as: UTF8.self) }
}

extension [UInt8] {
  /// The octets in segments of `count` octets, all in one where that is 0.
  func segments(of count: Int) -> [[UInt8]] {
    guard count > 0 else { return [self] }
    return stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
  }
}
