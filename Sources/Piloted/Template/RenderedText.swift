/// The text a template made, and where in the file each part of it comes from.
struct RenderedText {
  private(set) var octets: [UInt8] = []
  private var pieces: [Piece] = []
  private let sourceLength: Int

  /// The largest text, in octets: twice the largest file, for what its loops and variables add.
  static let maximumLength = 2 << 20

  private struct Piece {
    /// Where it begins in the rendered text.
    let start: Int
    /// Where it begins in the file.
    let source: Int
    /// Whether it stands in the file; else an action put it in, and all of it comes from there.
    let isCopied: Bool
  }

  /// An empty text, made from a file of so many octets.
  init(sourceLength: Int) { self.sourceLength = sourceLength }

  /// Adds what stands at `source` in the file.
  mutating func copy(_ text: ArraySlice<UInt8>, from source: Int) throws(TextError) {
    try add(text, Piece(start: octets.count, source: source, isCopied: true))
  }

  /// Adds what the action at `source` gave.
  mutating func insert(_ text: String, from source: Int) throws(TextError) {
    try add(text.utf8, Piece(start: octets.count, source: source, isCopied: false))
  }

  private mutating func add(_ text: some Collection<UInt8>, _ piece: Piece) throws(TextError) {
    guard !text.isEmpty else { return }
    guard octets.count + text.count <= Self.maximumLength else {
      throw TextError(piece.source, "the rendered text is larger than \(Self.maximumLength) octets")
    }
    pieces.append(piece)
    octets += text
  }

  /// Where in the file the octet at `offset` comes from; the end of the text comes from the end of the file.
  func sourceOffset(of offset: Int) -> Int {
    guard offset < octets.count else { return sourceLength }
    let piece = pieces[pieces.partitioningIndex { $0.start > offset } - 1]
    return piece.isCopied ? piece.source + offset - piece.start : piece.source
  }
}

extension Array {
  /// The first index of an element that belongs to the second part; none of the first part follows one of it.
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
