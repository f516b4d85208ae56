internal import DNSWire

/// The words of an entry of a zone file, for what libldns reads over: of a number that is too large for its field it takes the
/// last bits, and port 70000 would be served as 4464; of a negative one as well.
struct EntryWords {
  private let text: ArraySlice<UInt8>
  private var words: [ArraySlice<UInt8>] = []
  /// Where the word begins that is being read.
  private var start: Int?
  private var place = ZoneText.Place.plain
  private var openParentheses = 0

  /// The words of the entry that `text` begins with: up to the end of the line, or beyond it within parentheses.
  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    for index in text.indices where !read(index) { return }
    endWord(at: text.endIndex)
  }

  /// Reads an octet; false where the entry ends with it.
  private mutating func read(_ index: Int) -> Bool {
    let (octet, before) = (text[index], place)
    place = ZoneText.next(place, octet)
    guard place == .comment || before == .comment || before == .plain && Self.separators.contains(octet) else {
      start = start ?? index
      return true
    }
    endWord(at: index)
    guard before == .plain else { return octet != UInt8(ascii: "\n") || openParentheses > 0 }
    if octet == UInt8(ascii: "(") { openParentheses += 1 }
    if octet == UInt8(ascii: ")") { openParentheses -= 1 }
    return octet != UInt8(ascii: "\n") || openParentheses > 0
  }

  private mutating func endWord(at end: Int) {
    if let start { words.append(text[start..<end]) }
    start = nil
  }

  private static let separators = Array(" \t\n()".utf8)

  /// What is wrong with a number of an entry: a record of `type`, or `$TTL` where that is absent. RDATA in hexadecimal
  /// (RFC 3597 section 5) has none.
  func tooLargeNumber(of type: RecordType?) -> String? {
    guard !words.contains(where: { $0.elementsEqual("\\#".utf8) }) else { return nil }
    let fields = Self.fields(of: type).filter { $0.fromEnd <= words.count }
    return tooLarge(wordOfTTL, for: UInt64(UInt32.max))
      ?? fields.lazy.compactMap { tooLarge(words[words.count - $0.fromEnd], for: $0.maximum) }.first
  }

  /// The second word, or the first one where the owner is that of the record before.
  private var wordOfTTL: ArraySlice<UInt8> {
    let hasOwner = text.first.map { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } ?? false
    return words.dropFirst(hasOwner ? 1 : 0).first ?? []
  }

  /// Places of numbers in RDATA, counted from its last word, and the largest that they have room for.
  private static func fields(of type: RecordType?) -> [(fromEnd: Int, maximum: UInt64)] {
    switch type {
    case .mx: [(2, UInt64(UInt16.max))]
    case .srv: [4, 3, 2].map { ($0, UInt64(UInt16.max)) }
    case .soa: [5, 4, 3, 2, 1].map { ($0, UInt64(UInt32.max)) }
    default: []
    }
  }

  /// What is wrong with a word that is a number, if its sign or size is; a time may have units.
  private func tooLarge(_ word: ArraySlice<UInt8>, for maximum: UInt64) -> String? {
    let digits = word.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let text = String(decoding: word, as: UTF8.self)
    let isRight = digits.count == word.count && UInt64(text).map { $0 <= maximum } ?? false
    return isRight ? nil : "\(text) is not a number of 0 to \(maximum)"
  }
}
