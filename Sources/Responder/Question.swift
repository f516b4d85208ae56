internal import DNSWire

/// Where the parts of the question's name lie in the message, as far as records refer to them.
struct Question {
  /// The offset of the zone's name.
  let originOffset: Int
  /// The offset of the service's label, the one in front of the zone's name; of the zone's name at the apex.
  let serviceOffset: Int
  /// Octets of the first label with its length octet.
  let firstLabelLength: Int
  /// The offset of what follows the name.
  let nameEnd: Int

  init(_ name: borrowing QuestionName, in zone: ServedZone) {
    let depth = name.labelCount - zone.originLabelCount
    originOffset = Header.length + name.offset(ofLabel: depth)
    serviceOffset = Header.length + name.offset(ofLabel: max(depth - 1, 0))
    firstLabelLength = name.labelCount > 0 ? name.offset(ofLabel: 1) : 1
    nameEnd = Header.length + name.length
  }
}
