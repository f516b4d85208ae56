internal import DNSWire
internal import Discovery

/// Turns attributes, tags and protocols into the terms by which a service's instances are picked. See ``FragmentLayout``.
struct TermEncoder {
  private var members: [UInt8] = []
  /// The members' addresses.
  private var addresses: [UInt32] = []
  /// The youngest member so far with an address, plus one.
  private var newestWithAddress: [UInt32: UInt32] = [:]
  private var terms = TermMentions()

  /// Adds an instance, in order of age, with its SRV entry's number and the addresses of its members: its own as an SRV entry has
  /// it, or how many its host name stands for, and each of these.
  mutating func add(_ instance: Instance, srv: Int?, addresses: [UInt32], transport: ServiceTransport) {
    let first = self.addresses.count
    for (place, address) in addresses.enumerated() { addMember(srv: place == 0 ? srv : nil, address: address) }
    terms.add(instance, transport, members: UInt32(first)..<UInt32(self.addresses.count))
  }

  private mutating func addMember(srv: Int?, address: UInt32) {
    let member = UInt32(addresses.count)
    let isAddress = PublishedAddress(address) != nil
    members.append(number: srv.map { UInt32($0 + 1) } ?? 0)
    members.append(number: address)
    members.append(number: isAddress ? newestWithAddress.updateValue(member + 1, forKey: address) ?? 0 : 0)
    addresses.append(address)
  }

  /// Members, term entries and term data, to stand at `offset`, with their offsets; nothing where no instance can be picked, unless
  /// members are needed all the same.
  mutating func sections(at offset: Int, hasBothTransports: Bool, needsMembers: Bool) -> TermSections {
    let terms = terms.lists(withTransports: hasBothTransports)
    guard !terms.isEmpty || needsMembers else { return .none }
    let entriesOffset = offset + members.count
    var dataOffset = entriesOffset + terms.count * FragmentLayout.termEntryLength
    var (entries, data): ([UInt8], [UInt8]) = ([], [])
    for term in terms {
      let counts = distinctAddresses(of: term.members)
      for word in [dataOffset, dataOffset + term.text.count, term.members.count, counts.ipv4, counts.ipv6] {
        entries.append(number: UInt32(word))
      }
      data += term.text
      for member in term.members { data.append(number: member) }
      dataOffset += term.text.count + term.members.count * 4
    }
    return TermSections(
      octets: members + entries + data, termCount: terms.count, termsOffset: entriesOffset, membersOffset: offset)
  }

  /// How many distinct addresses of each family members have.
  private func distinctAddresses(of members: [UInt32]) -> (ipv4: Int, ipv6: Int) {
    // Most terms have one member.
    let all = members.map { addresses[Int($0)] }
    let distinct = all.count > 1 ? Array(Set(all)) : all
    let families = distinct.lazy.compactMap { PublishedAddress($0)?.family }
    return (families.count { $0 == .ipv4 }, families.count { $0 == .ipv6 })
  }
}

/// Members, term entries and term data, one behind the other.
struct TermSections {
  let octets: [UInt8]
  let termCount: Int
  let termsOffset: Int
  let membersOffset: Int

  static let none = TermSections(octets: [], termCount: 0, termsOffset: 0, membersOffset: 0)
}

/// A text as one label of a name.
package enum DNSLabel {
  /// The label in lower case behind its length; absent where the text has no name: one that is empty, longer than 63 octets, or has
  /// a dot, which programs would take for the end of a label.
  package static func octets(of text: String) -> [UInt8]? {
    let octets = text.utf8
    guard (1...Name.maximumLabelLength).contains(octets.count), !octets.contains(UInt8(ascii: ".")) else { return nil }
    return [UInt8(octets.count)] + octets.map(\.asciiLowercased)
  }
}

extension [UInt8] {
  /// Appends a number in network order.
  mutating func append(number: some FixedWidthInteger) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
