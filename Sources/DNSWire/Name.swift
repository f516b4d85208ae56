/// A domain name in uncompressed wire form, RFC 1035 section 3.1. Equality and hashing ignore ASCII case (RFC 4343).
///
/// Names on the query path are never of this type: it is for what is kept, such as a zone's owner names.
package struct Name: Sendable {
  /// Length octets and labels, the root's zero octet last.
  package let wire: [UInt8]

  /// The most octets a name has, RFC 1035 section 2.3.4.
  package static let maximumLength = 255
  /// The most octets a label has, RFC 1035 section 2.3.4.
  package static let maximumLabelLength = 63

  /// The root of all names.
  package static let root = Name(trusted: [0])

  private init(trusted wire: [UInt8]) { self.wire = wire }

  /// A name from its wire form, which must be uncompressed and end with the root label.
  ///
  /// - Throws: ``NameError`` where it is not a whole name and nothing else.
  package init(wire: [UInt8]) throws(NameError) {
    guard wire.count <= Self.maximumLength else { throw .tooLong }
    var offset = 0
    while true {
      guard offset < wire.count else { throw .notTerminated }
      let length = Int(wire[offset])
      guard length <= Self.maximumLabelLength else { throw .labelTooLong }
      offset += 1 + length
      if length == 0 { break }
    }
    guard offset == wire.count else { throw .notTerminated }
    self.wire = wire
  }

  /// A name from its labels, leftmost first, without the root label.
  ///
  /// - Throws: ``NameError`` where a label is empty or too long, or the whole is too long.
  package init(labels: [[UInt8]]) throws(NameError) {
    var wire: [UInt8] = []
    for label in labels {
      guard !label.isEmpty else { throw .emptyLabel }
      guard label.count <= Self.maximumLabelLength else { throw .labelTooLong }
      wire.append(UInt8(label.count))
      wire.append(contentsOf: label)
    }
    wire.append(0)
    guard wire.count <= Self.maximumLength else { throw .tooLong }
    self.wire = wire
  }

  /// The labels, leftmost first, without the root label.
  package var labels: [ArraySlice<UInt8>] {
    var labels: [ArraySlice<UInt8>] = []
    var offset = 0
    while wire[offset] != 0 {
      let end = offset + 1 + Int(wire[offset])
      labels.append(wire[(offset + 1)..<end])
      offset = end
    }
    return labels
  }

  /// The same name in lower case, the form in which names are looked up.
  package var lowercased: Name { Name(trusted: wire.map(\.asciiLowercased)) }

  /// The name without its leftmost label; the root has none.
  package var parent: Name? {
    wire[0] == 0 ? nil : Name(trusted: Array(wire[(1 + Int(wire[0]))...]))
  }
}

/// Why octets or labels are not a domain name.
package enum NameError: Error {
  case emptyLabel, labelTooLong, tooLong, notTerminated, badEscape
}

extension UInt8 {
  /// The octet with `A` to `Z` turned into `a` to `z` and all others as they are, RFC 4343 section 3. Length octets
  /// (at most 63) are below the letters, so a whole name in wire form can be mapped.
  package var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension Name: Hashable {
  package static func == (left: Name, right: Name) -> Bool {
    left.wire.count == right.wire.count
      && left.wire.indices.allSatisfy { left.wire[$0].asciiLowercased == right.wire[$0].asciiLowercased }
  }

  package func hash(into hasher: inout Hasher) {
    for octet in wire { hasher.combine(octet.asciiLowercased) }
  }
}
