/// A set of characters, as a class of a regular expression names it.
struct ScalarSet: Equatable {
  /// From the lowest up, none touching another, so that even a class of a whole file's length is searched in a few steps.
  private(set) var ranges: [ClosedRange<UInt32>]
  /// What is not in the ranges is in the set.
  var isNegated = false
  /// Both cases of each letter are in the set if one is.
  var ignoresCase = false

  /// `\d`, `\s` and `\w` are of ASCII in RE2.
  static let digits = ScalarSet(ranges: [0x30...0x39])
  static let spaces = ScalarSet(ranges: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
  static let words = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let newline = ScalarSet(ranges: [0x0A...0x0A])

  /// The classes that are written `[:name:]` inside of brackets.
  static let named: [String: ScalarSet] = [
    "alnum": ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x61...0x7A]),
    "alpha": ScalarSet(ranges: [0x41...0x5A, 0x61...0x7A]), "ascii": ScalarSet(ranges: [0...0x7F]),
    "blank": ScalarSet(ranges: [0x09...0x09, 0x20...0x20]), "cntrl": ScalarSet(ranges: [0...0x1F, 0x7F...0x7F]),
    "digit": digits, "graph": ScalarSet(ranges: [0x21...0x7E]), "lower": ScalarSet(ranges: [0x61...0x7A]),
    "print": ScalarSet(ranges: [0x20...0x7E]),
    "punct": ScalarSet(ranges: [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
    "space": ScalarSet(ranges: [0x09...0x0D, 0x20...0x20]), "upper": ScalarSet(ranges: [0x41...0x5A]), "word": words,
    "xdigit": ScalarSet(ranges: [0x30...0x39, 0x41...0x46, 0x61...0x66]),
  ]

  /// A set of ranges in any order.
  init(ranges: [ClosedRange<UInt32>], isNegated: Bool = false, ignoresCase: Bool = false) {
    (self.ranges, self.isNegated, self.ignoresCase) = ([], isNegated, ignoresCase)
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) { add(range) }
  }

  /// Adds a range that does not begin before the last one.
  private mutating func add(_ range: ClosedRange<UInt32>) {
    guard let last = ranges.last, range.lowerBound <= last.upperBound + 1 else { return ranges.append(range) }
    ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
  }

  /// What is not in the set.
  var complement: ScalarSet {
    var complement = self
    complement.isNegated.toggle()
    return complement
  }

  /// The set's ranges where it is part of a larger one, which can't negate a part.
  var positiveRanges: [ClosedRange<UInt32>] {
    guard isNegated else { return ranges }
    var (gaps, start): ([ClosedRange<UInt32>], UInt32) = ([], 0)
    for range in ranges {
      if start < range.lowerBound { gaps.append(start...(range.lowerBound - 1)) }
      start = max(start, range.upperBound + 1)
    }
    return start <= 0x10FFFF ? gaps + [start...0x10FFFF] : gaps
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    var isListed = lists(scalar)
    if ignoresCase, !isListed {
      let properties = scalar.properties
      isListed = [properties.lowercaseMapping, properties.uppercaseMapping].contains { text in
        text.unicodeScalars.count == 1 && text.unicodeScalars.contains(where: lists)
      }
    }
    return isListed != isNegated
  }

  private func lists(_ scalar: Unicode.Scalar) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(scalar.value)
  }
}
