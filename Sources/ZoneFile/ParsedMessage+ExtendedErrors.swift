extension ParsedMessage {
  /// The codes of Extended DNS Errors, RFC 8914 section 2.
  package var extendedErrors: [Int] {
    var (rest, codes) = (options[...], [Int]())
    while rest.count >= 4 {
      let fields = Array(rest.prefix(6)).map(Int.init)
      let length = fields[2] << 8 | fields[3]
      if fields[0] << 8 | fields[1] == 15, length >= 2, fields.count == 6 { codes.append(fields[4] << 8 | fields[5]) }
      rest = rest.dropFirst(4 + length)
    }
    return codes
  }
}
