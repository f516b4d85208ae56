internal import DNSWire

/// The owner of a service's name, `S.Z`, as a question spells it: as it stands in `S.Z` and the names beneath, put together in
/// `_S._P.Z`.
struct ServiceOwner {
  private let question: Question
  private let isUnderscored: Bool

  init(_ question: Question, isUnderscored: Bool) { (self.question, self.isUnderscored) = (question, isUnderscored) }

  /// Octets of the name in wire form.
  var length: Int {
    isUnderscored
      ? question.firstLabelLength - 1 + question.nameEnd - question.originOffset
      : question.nameEnd - question.serviceOffset
  }

  /// Where the name stands in the question; absent where it does not.
  var offsetInQuestion: Int? { isUnderscored ? nil : question.serviceOffset }

  /// Writes the name; `message` is the query that has the question.
  func write(from message: RawSpan, with writer: inout MessageWriter, to output: inout MutableRawSpan) {
    guard isUnderscored else {
      return writer.write(message.extracting(question.serviceOffset..<question.nameEnd), to: &output)
    }
    let start = Header.length
    writer.write(UInt8(question.firstLabelLength - 2), to: &output)
    writer.write(message.extracting((start + 2)..<(start + question.firstLabelLength)), to: &output)
    writer.write(message.extracting(question.originOffset..<question.nameEnd), to: &output)
  }
}
