internal import DNSWire
internal import ServiceIndex

/// What messages that came together will ask for, so that memory is waited for once.
extension Responder {
  /// Looks at a message of a batch, after ``enter()``: most names begin with the service's label.
  package mutating func foresee(_ message: RawSpan, at number: Int) {
    let start = Header.length + 1
    let length = message.byteCount > start ? Int(message.octet(at: start - 1)) : 0
    guard length > 0, length <= Name.maximumLabelLength, length <= message.byteCount - start else {
      return reader.foreseeNothing(at: number)
    }
    // Of `_S._P.Z` the service's name is what follows the underscore.
    let isUnderscored = length > 1 && message.octet(at: start) == 0x5F
    reader.foresee(message.extracting((isUnderscored ? start + 1 : start)..<(start + length)), at: number)
  }

  /// Has the memory fetched that the first `count` messages will need, all of which were looked at.
  package mutating func fetchForeseen(_ count: Int) { reader.fetchForeseen(count) }

  /// Says which of them is answered next.
  package mutating func takeForeseen(_ number: Int) { reader.takeForeseen(number) }
}
