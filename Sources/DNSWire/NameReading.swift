extension MessageReader {
  /// Reads a name and follows its pointers, each of which has to lead further back (RFC 1035 section 4.1.4). Allocates: not for the
  /// query path.
  mutating func readName(_ message: RawSpan) throws(MessageError) -> Name {
    var cursor = MessageReader(offset: offset)
    var (wire, bound, isBehindPointer) = ([UInt8](), offset, false)
    while true {
      let length = try cursor.readOctet(message)
      switch length & 0xC0 {
      case 0x00:
        wire.append(length)
        for _ in 0..<length { wire.append(try cursor.readOctet(message)) }
        guard wire.count <= Name.maximumLength else { throw .badName }
        if !isBehindPointer { self = cursor }
        if length == 0 { return try Name(checked: wire) }
      case 0xC0:
        let target = Int(length & 0x3F) << 8 | Int(try cursor.readOctet(message))
        guard target < bound else { throw .badPointer }
        if !isBehindPointer { self = cursor }
        (isBehindPointer, bound) = (true, target)
        cursor = MessageReader(offset: target)
      default: throw .badName
      }
    }
  }

  private mutating func readOctet(_ message: RawSpan) throws(MessageError) -> UInt8 {
    let start = offset
    try skip(1, of: message)
    return message.octet(at: start)
  }
}

extension Name {
  /// A name whose labels have been read one by one.
  fileprivate init(checked wire: [UInt8]) throws(MessageError) {
    do throws(NameError) { self = try Name(wire: wire) } catch { throw .badName }
  }
}
