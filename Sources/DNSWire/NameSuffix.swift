extension Name {
  /// Whether this name is `ancestor` or lies beneath it; nothing is allocated.
  package func isEqual(toOrBeneath ancestor: Name) -> Bool { offset(ofSuffix: ancestor) != nil }

  /// Where `suffix` begins in the wire form of this name, which is that name or lies beneath it; absent where it does not. Case is
  /// ignored, and nothing is allocated.
  package func offset(ofSuffix suffix: Name) -> Int? {
    let start = wire.count - suffix.wire.count
    guard start >= 0, isLabelStart(start) else { return nil }
    for index in suffix.wire.indices
    where wire[start + index].asciiLowercased != suffix.wire[index].asciiLowercased { return nil }
    return start
  }

  private func isLabelStart(_ offset: Int) -> Bool {
    var start = 0
    while start < offset { start += 1 + Int(wire[start]) }
    return start == offset
  }
}
