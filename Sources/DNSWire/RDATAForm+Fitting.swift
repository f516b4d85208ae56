extension RDATAForm {
  /// Whether RDATA whose names are written out has this form: what follows names and strings is reached, and nothing is left over.
  package func fits(_ rdata: [UInt8]) -> Bool {
    var rest = rdata.dropFirst(prefix)
    guard rdata.count >= prefix else { return false }
    if strings == Self.anyStrings {
      repeat { guard Self.dropString(&rest) else { return false } } while !rest.isEmpty
    } else {
      for _ in 0..<strings { guard Self.dropString(&rest) else { return false } }
    }
    for _ in 0..<names { guard Self.dropName(&rest) else { return false } }
    return suffix.map { $0 == rest.count } ?? true
  }

  /// Steps over a character string, RFC 1035 section 3.3.
  private static func dropString(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let length = rest.popFirst(), Int(length) <= rest.count else { return false }
    rest = rest.dropFirst(Int(length))
    return true
  }

  /// Steps over a name, RFC 1035 section 3.1.
  private static func dropName(_ rest: inout ArraySlice<UInt8>) -> Bool {
    var total = 0
    while let length = rest.popFirst(), length <= Name.maximumLabelLength, Int(length) <= rest.count {
      total += 1 + Int(length)
      if length == 0 { return total <= Name.maximumLength }
      rest = rest.dropFirst(Int(length))
    }
    return false
  }
}
