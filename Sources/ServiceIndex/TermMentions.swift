internal import DNSWire
internal import Discovery

/// The terms that instances mention, as texts one behind the other, so that a term costs no allocation of its own.
struct TermMentions {
  private var texts: [UInt8] = []
  private var mentions: [Mention] = []

  /// A term that a member mentions.
  private struct Mention {
    /// The first octets of the text, which tell most terms apart: a number in network order.
    let start: UInt64
    let text: Range<Int>
    let member: UInt32
  }

  /// A term and those who mention it, each once, in order; none for a key alone.
  struct List {
    let text: ArraySlice<UInt8>
    var members: [UInt32]
  }

  /// As many attributes, by key, and as many tags of an instance can be asked for: more than people give it, and few enough that a
  /// service of many instances is encoded in a moment.
  private static let maximumNames = 32

  /// Adds the terms of an instance, which its members mention.
  mutating func add(_ instance: Instance, _ transport: ServiceTransport, members: Range<UInt32>) {
    add(.transport, transport.label, members)
    for (key, value) in Self.attributes(of: instance) {
      guard let key = DNSLabel.octets(of: key) else { continue }
      add(.key, key, members.prefix(1))
      if let value = DNSLabel.octets(of: value) { add(.attribute, value + key, members) }
    }
    for tag in instance.tags.prefix(Self.maximumNames) {
      if let tag = DNSLabel.octets(of: tag) { add(.tag, tag, members) }
    }
  }

  /// The terms in the order of their texts; without those of the protocol where they are of no use.
  mutating func lists(withTransports: Bool) -> [List] {
    let texts = texts
    mentions.sort { Self.isBefore($0, $1, in: texts) }
    var lists: [List] = []
    for mention in mentions where withTransports || texts[mention.text.lowerBound] != TermKind.transport.rawValue {
      let text = texts[mention.text]
      if lists.last?.text != text { lists.append(List(text: text, members: [])) }
      let last = lists.count - 1
      // Nothing is picked by a key alone, and what an instance says twice counts once.
      let isKey = text.first == TermKind.key.rawValue
      if !isKey, lists[last].members.last != mention.member { lists[last].members.append(mention.member) }
    }
    return lists
  }

  private mutating func add(_ kind: TermKind, _ labels: [UInt8], _ members: Range<UInt32>) {
    let first = texts.count
    texts.append(kind.rawValue)
    texts.append(UInt8(labels.count))
    texts += labels
    let text = first..<texts.count
    var start: UInt64 = 0
    for place in 0..<8 { start = start << 8 | (place < text.count ? UInt64(texts[first + place]) : 0) }
    for member in members { mentions.append(Mention(start: start, text: text, member: member)) }
  }

  private static func isBefore(_ one: Mention, _ other: Mention, in texts: [UInt8]) -> Bool {
    if one.start != other.start { return one.start < other.start }
    if one.text.count <= 8 { return one.member < other.member }
    let (text, otherText) = (texts[one.text], texts[other.text])
    return text == otherText ? one.member < other.member : text.lexicographicallyPrecedes(otherText)
  }

  private static func attributes(of instance: Instance) -> [(key: String, value: String)] {
    let attributes = instance.attributes
    // One needs no sorting.
    guard attributes.count > 1 else { return attributes.map { ($0.key, $0.value) } }
    return Array(attributes.sorted { $0.key < $1.key }.prefix(maximumNames)).map { ($0.key, $0.value) }
  }
}
