internal import DNSWire

extension Entry {
  /// The keyed hash of the entry's name.
  var hash: UInt {
    withOctets { octets in
      let end = FragmentLayout.name + Int(octets.octet(at: FragmentLayout.nameLength))
      return NameHash.of(octets.extracting(FragmentLayout.name..<end))
    }
  }

  /// Whether the entry's service has this name, in lower case.
  func isNamed(_ label: RawSpan) -> Bool {
    withOctets { octets in
      let length = Int(octets.octet(at: FragmentLayout.nameLength))
      guard length == label.byteCount else { return false }
      return octets.extracting(FragmentLayout.name..<(FragmentLayout.name + length)).hasSameOctets(as: label)
    }
  }
}
