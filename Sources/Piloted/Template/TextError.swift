/// What is wrong with a text, and where in it.
struct TextError: Error, Equatable {
  /// Octets from the start of the text.
  let offset: Int
  let message: String

  init(_ offset: Int, _ message: String) {
    self.offset = offset
    self.message = message
  }
}

/// A place in a text for its reader: both numbers count from 1, a column is a Unicode scalar.
struct TextPlace: Equatable, CustomStringConvertible {
  let line: Int
  let column: Int

  init(of offset: Int, in octets: [UInt8]) {
    let before = octets.prefix(offset)
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    line = before.count { $0 == UInt8(ascii: "\n") } + 1
    // Only the first octet of a scalar is none of 0b10xxxxxx.
    column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
  }

  /// `LINE:COLUMN`.
  var description: String { "\(line):\(column)" }
}
