internal import DNSWire

/// Where the parts of a name that is answered lie in the message, as far as records refer to them.
struct Question {
  /// The offset of the name itself: the question's, or an alias's target.
  let nameOffset: Int
  /// The offset of the zone's name.
  let originOffset: Int
  /// The offset of the label that has the service's name.
  let serviceOffset: Int
  /// The offset of what follows the service's label.
  let serviceEnd: Int
  /// The offset of what follows the name.
  let nameEnd: Int
  /// Whether an underscore and a protocol stand between the service's name and the zone's.
  let isUnderscored: Bool

  /// The parts of `name`, which stands at `offset` and has `depth` labels in front of the origin.
  init(_ name: borrowing QuestionName, at offset: Int, depth: Int, _ subject: Subject?) {
    let label = subject?.serviceLabel ?? 0
    nameOffset = offset
    originOffset = offset + name.offset(ofLabel: depth)
    serviceOffset = offset + name.offset(ofLabel: label)
    serviceEnd = offset + name.offset(ofLabel: min(label + 1, name.labelCount))
    nameEnd = offset + name.length
    isUnderscored = subject?.isOfService == true && subject?.kind != .service
  }

  /// Octets of the service's name, `S.Z`, in wire form.
  var ownerLength: Int {
    isUnderscored ? serviceEnd - serviceOffset - 1 + nameEnd - originOffset : nameEnd - serviceOffset
  }

  /// Where the service's name stands in the message; absent where it does not.
  var ownerOffset: Int? { isUnderscored ? nil : serviceOffset }

  /// Writes the service's name as the question spells it: as it stands in `S.Z` and the names beneath, put together in `_S._P.Z`.
  func writeOwner(with writer: inout MessageWriter, to output: inout MutableRawSpan) {
    guard isUnderscored else { return writer.write(serviceOffset..<nameEnd, of: &output) }
    writer.write(UInt8(serviceEnd - serviceOffset - 2), to: &output)
    writer.write((serviceOffset + 2)..<serviceEnd, of: &output)
    writer.write(originOffset..<nameEnd, of: &output)
  }
}
