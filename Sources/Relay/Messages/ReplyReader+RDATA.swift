internal import DNSWire

/// RDATA, whose names have to be whole.
extension ReplyReader {
  /// Steps over RDATA of `length` octets, which has to have the form of its type.
  mutating func readRDATA(_ form: RDATAForm, length: Int) throws(MalformedReply) {
    let end = offset + length
    try skip(form.prefix)
    if form.strings == RDATAForm.anyStrings {
      repeat { try skipString() } while offset < end  // at least one, RFC 1035 section 3.3.14
    } else {
      for _ in 0..<form.strings { try skipString() }
    }
    for _ in 0..<form.names { try readName() }
    let suffix = end - offset
    guard suffix >= 0, suffix == form.suffix ?? suffix else { throw MalformedReply() }
    try skip(suffix)
  }
}
