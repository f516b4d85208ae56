/// A name in hand, such as the QNAME of the question, in lower case and cut into labels, in memory of its own size.
@usableFromInline package struct QuestionName: ~Copyable {
  private let place = FixedPlace()
  // Arrays, made once: the octets of an inline array are copied whenever they are lent.
  @usableFromInline var octets = [UInt8](repeating: 0, count: Name.maximumLength)
  @usableFromInline var labelOffsets = [UInt8](repeating: 0, count: 128)
  /// Octets of the whole name, its root label included.
  @usableFromInline package internal(set) var length = 0
  /// Labels without the root label.
  @usableFromInline package internal(set) var labelCount = 0

  package init() {}

  /// Reads the name that begins at `start` of `message`, without pointers.
  ///
  /// - Returns: the offset of what follows it.
  /// - Throws: ``MessageError`` where it is no name; a question has nothing before it that a pointer could lead to.
  package mutating func read(_ message: RawSpan, from start: Int) throws(MessageError) -> Int {
    (length, labelCount) = (0, 0)
    (length, labelCount) = try Self.read(message, from: start, into: &octets, &labelOffsets)
    return start + length
  }

  private static func read(
    _ message: RawSpan, from start: Int, into octets: inout [UInt8], _ labelOffsets: inout [UInt8]
  ) throws(MessageError) -> (length: Int, labelCount: Int) {
    let (length, count) = try readLabels(message, from: start, into: &labelOffsets)
    // Length octets are below the letters. Octets have no padding that could be read uninitialized.
    var span = octets.mutableSpan
    var target = unsafe span.mutableBytes
    target.copyLowercased(message.extracting(start..<(start + length)), to: 0)
    return (length, count)
  }

  @inline(__always) private static func readLabels(
    _ message: RawSpan, from start: Int, into labelOffsets: inout [UInt8]
  ) throws(MessageError) -> (length: Int, count: Int) {
    var labelOffsets = labelOffsets.mutableSpan
    // What follows may be added without a look at overflow: no name is longer than the message.
    var (offset, length, count) = (start, 0, 0)
    while offset < message.byteCount {
      let labelLength = message.octet(at: offset)
      guard labelLength <= 63 else { throw labelLength >= 0xC0 ? .badPointer : .badName }
      guard length &+ Int(labelLength) < Name.maximumLength else { throw .badName }
      guard labelLength > 0 else { return (length &+ 1, count) }
      labelOffsets[count] = UInt8(truncatingIfNeeded: length)
      count &+= 1
      length &+= 1 &+ Int(labelLength)
      offset &+= 1 &+ Int(labelLength)
    }
    throw .truncated
  }

  /// The offset of a label's length octet from the name's start; of the root label where `index` is the label count.
  @inlinable package func offset(ofLabel index: Int) -> Int {
    index == labelCount ? length - 1 : Int(labelOffsets[index])
  }

  /// Lends the octets of a label, without its length octet.
  @inlinable package func withLabel<Result>(_ index: Int, _ body: (RawSpan) -> Result) -> Result {
    let start = offset(ofLabel: index)
    return withOctets { body($0.extracting((start + 1)..<(start + 1 + Int(octets[start])))) }
  }

  /// Lends the name from label `index` on, in wire form and lower case.
  @inlinable package func withSuffix<Result>(fromLabel index: Int, _ body: (RawSpan) -> Result) -> Result {
    withOctets { body($0.extracting(offset(ofLabel: index)..<length)) }
  }

  /// Lends some labels in wire form and lower case, each behind its length octet.
  @inlinable package func withLabels<Result>(_ labels: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
    withOctets { body($0.extracting(offset(ofLabel: labels.lowerBound)..<offset(ofLabel: labels.upperBound))) }
  }

  @inlinable func withOctets<Result>(_ body: (RawSpan) -> Result) -> Result {
    octets.withOctets(body)
  }
}
