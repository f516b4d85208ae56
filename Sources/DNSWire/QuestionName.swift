/// A name in hand, such as the QNAME of the question, in lower case and cut into labels, in memory of its own size.
package struct QuestionName: ~Copyable {
  private var octets = InlineArray<255, UInt8>(repeating: 0)
  private var labelOffsets = InlineArray<128, UInt8>(repeating: 0)
  /// Octets of the whole name, its root label included.
  package private(set) var length = 0
  /// Labels without the root label.
  package private(set) var labelCount = 0

  package init() {}

  /// Reads the name that begins at `start` of `message`, without pointers.
  ///
  /// - Returns: the offset of what follows it.
  /// - Throws: ``MessageError`` where it is no name; a question has nothing before it that a pointer could lead to.
  package mutating func read(_ message: RawSpan, from start: Int) throws(MessageError) -> Int {
    (length, labelCount) = (0, 0)
    while true {
      guard start + length < message.byteCount else { throw .truncated }
      let labelLength = message.octet(at: start + length)
      guard labelLength <= 63 else { throw labelLength >= 0xC0 ? .badPointer : .badName }
      let next = length + 1 + Int(labelLength)
      guard next <= Name.maximumLength else { throw .badName }
      guard start + next <= message.byteCount else { throw .truncated }
      if labelLength > 0 {
        labelOffsets[labelCount] = UInt8(length)
        labelCount += 1
      }
      for index in length..<next { octets[index] = message.octet(at: start + index).asciiLowercased }
      length = next
      if labelLength == 0 { return start + length }
    }
  }

  /// The offset of a label's length octet from the name's start; of the root label where `index` is the label count.
  package func offset(ofLabel index: Int) -> Int {
    index == labelCount ? length - 1 : Int(labelOffsets[index])
  }

  /// Lends the octets of a label, without its length octet.
  package func withLabel<Result>(_ index: Int, _ body: (RawSpan) -> Result) -> Result {
    let start = offset(ofLabel: index)
    return withOctets { body($0.extracting((start + 1)..<(start + 1 + Int(octets[start])))) }
  }

  /// Lends the name from label `index` on, in wire form and lower case.
  package func withSuffix<Result>(fromLabel index: Int, _ body: (RawSpan) -> Result) -> Result {
    withOctets { body($0.extracting(offset(ofLabel: index)..<length)) }
  }

  /// Lends some labels in wire form and lower case, each behind its length octet.
  package func withLabels<Result>(_ labels: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
    withOctets { body($0.extracting(offset(ofLabel: labels.lowerBound)..<offset(ofLabel: labels.upperBound))) }
  }

  private func withOctets<Result>(_ body: (RawSpan) -> Result) -> Result {
    body(unsafe octets.span.bytes)  // octets have no padding that could be read uninitialized
  }
}
