internal import DNSWire
internal import Discovery

/// Turns attributes, tags and protocols into the terms by which a service's instances are picked. See ``FragmentLayout``.
struct TermEncoder {
  private var members: [UInt8] = []
  /// The members' addresses.
  private var addresses: [UInt32] = []
  /// The youngest member so far with an address, plus one.
  private var newestWithAddress: [UInt32: UInt32] = [:]
  /// The members of each term, by its text.
  private var lists: [[UInt8]: [UInt32]] = [:]

  /// Adds an instance, in order of age, with its SRV entry's number and the addresses of its members: its own as an SRV entry has
  /// it, or how many its host name stands for, and each of these.
  mutating func add(_ instance: Instance, srv: Int?, addresses: [UInt32], transport: ServiceTransport) {
    let texts = Self.texts(of: instance, transport)
    for (place, address) in addresses.enumerated() {
      addMember(srv: place == 0 ? srv : nil, address: address, texts)
    }
  }

  private mutating func addMember(srv: Int?, address: UInt32, _ texts: [[UInt8]]) {
    let member = UInt32(addresses.count)
    let isAddress = PublishedAddress(address) != nil
    let older = isAddress ? newestWithAddress[address] ?? 0 : 0
    members += [srv.map { UInt32($0 + 1) } ?? 0, address, older].flatMap(\.octets)
    for text in texts {
      // Nothing is picked by a key alone, and what an instance says twice counts once.
      if text[0] == TermKind.key.rawValue {
        lists[text] = []
      } else if lists[text]?.last != member {
        lists[text, default: []].append(member)
      }
    }
    addresses.append(address)
    if isAddress { newestWithAddress[address] = member + 1 }
  }

  /// Members, term entries and term data, to stand at `offset`, with their offsets; nothing where no instance can be picked, unless
  /// members are needed all the same.
  func sections(at offset: Int, hasBothTransports: Bool, needsMembers: Bool) -> TermSections {
    let terms = lists.filter { hasBothTransports || $0.key[0] != TermKind.transport.rawValue }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    guard !terms.isEmpty || needsMembers else { return .none }
    let entriesOffset = offset + members.count
    var dataOffset = entriesOffset + terms.count * FragmentLayout.termEntryLength
    var (entries, data): ([UInt8], [UInt8]) = ([], [])
    for (text, list) in terms {
      let distinct = Set(list.map { addresses[Int($0)] })
      let counts = [AddressFamily.ipv4, .ipv6].map { family in distinct.count { PublishedAddress($0)?.family == family }
      }
      entries += ([dataOffset, dataOffset + text.count, list.count] + counts).flatMap { UInt32($0).octets }
      data += text + list.flatMap(\.octets)
      dataOffset += text.count + list.count * 4
    }
    return TermSections(
      octets: members + entries + data, termCount: terms.count, termsOffset: entriesOffset, membersOffset: offset)
  }

  /// As many attributes, by key, and as many tags of an instance can be asked for: more than people give it, and few enough that a
  /// service of many instances is encoded in a moment.
  private static let maximumNames = 32

  private static func texts(of instance: Instance, _ transport: ServiceTransport) -> [[UInt8]] {
    var texts = [text(.transport, transport.label)]
    for (key, value) in instance.attributes.sorted(by: { $0.key < $1.key }).prefix(maximumNames) {
      guard let key = DNSLabel.octets(of: key) else { continue }
      texts.append(text(.key, key))
      if let value = DNSLabel.octets(of: value) { texts.append(text(.attribute, value + key)) }
    }
    return texts + instance.tags.prefix(maximumNames).compactMap(DNSLabel.octets).map { text(.tag, $0) }
  }

  private static func text(_ kind: TermKind, _ labels: [UInt8]) -> [UInt8] {
    [kind.rawValue, UInt8(labels.count)] + labels
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

extension FixedWidthInteger {
  /// The number's octets in network order.
  var octets: [UInt8] {
    stride(from: bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
  }
}
