/// Finds the known word that was probably meant.
package struct NearMatch {
  private let words: [String]

  /// Fewer letters than this are one word as well as another.
  private static let lettersPerMistake = 3
  /// More mistakes than this are another word.
  private static let maximumMistakes = 3

  /// Chooses from `words`; of two that are equally near, the first.
  package init(_ words: [String]) { self.words = words }

  /// The word nearest to `text`, in any case and with `_` for `-`; absent where none is near.
  package func word(for text: String) -> String? {
    let written = Array(text.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 })
    let bound = min(Self.maximumMistakes, written.count / Self.lettersPerMistake)
    let near = words.filter { abs($0.utf8.count - written.count) <= bound }
    let distances = near.map { ($0, Self.distance(written, Array($0.utf8))) }
    return distances.filter { $0.1 <= bound }.min { $0.1 < $1.1 }?.0
  }

  /// How many octets have to be put in, left out, changed or swapped with the next one to make one text of the other: the
  /// Damerau-Levenshtein distance in which no octet is touched twice.
  static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var (older, previous) = ([Int](), Array(0...second.count))
    for row in first.indices {
      var current = [row + 1]
      for column in second.indices {
        let isSame = first[row] == second[column]
        var least = min(previous[column] + (isSame ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          least = min(least, older[column - 1] + 1)
        }
        current.append(least)
      }
      (older, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
