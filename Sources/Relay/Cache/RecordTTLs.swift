internal import DNSWire

extension RelayedAnswer {
  /// The answer as it is after `seconds`: each TTL less by them, at least 0, never raised.
  func aged(by seconds: UInt32) -> RelayedAnswer {
    seconds == 0 ? self : with(records: recordsWithTTLs { $0 - min($0, seconds) }, isAuthentic: isAuthentic, error)
  }

  /// The answer after its time, each TTL `ttl` seconds. It is not authentic any more: its signatures may have expired with it.
  func stale(ttl: UInt32) -> RelayedAnswer {
    with(records: recordsWithTTLs { _ in ttl }, isAuthentic: false, .stale)
  }

  private func with(records: [UInt8], isAuthentic: Bool, _ error: RelayError?) -> RelayedAnswer {
    RelayedAnswer(
      code: code, isAuthentic: isAuthentic, records: records, answerCount: answerCount, authorityCount: authorityCount,
      additionalCount: additionalCount, error: error)
  }

  /// The records with every TTL changed.
  private func recordsWithTTLs(_ change: (UInt32) -> UInt32) -> [UInt8] {
    var octets = records
    var offset = 0
    for _ in 0..<(Int(answerCount) + Int(authorityCount) + Int(additionalCount)) {
      let ttl = octets.endOfName(at: offset) + 4
      octets.store(change(octets.uint32(at: ttl)), at: ttl)
      offset = ttl + 6 + Int(octets.uint16(at: ttl + 4))
    }
    return octets
  }
}

extension [UInt8] {
  /// Where the name that begins at `offset` ends, its pointer not followed. It was checked before: ``RelayedAnswer/records``.
  fileprivate func endOfName(at offset: Int) -> Int {
    var end = offset
    while self[end] != 0 {
      if self[end] >= 0xC0 { return end + 2 }
      end += 1 + Int(self[end])
    }
    return end + 1
  }
}
