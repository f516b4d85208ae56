/// Lines that wait to be written, within a bound, and how many found no room. A value: lines in, octets out.
struct LogQueue: Sendable {
  private var octets: [UInt8] = []
  private var lost = 0
  /// How many lines were lost in all.
  private(set) var totalLost = 0
  private let maximumOctets: Int

  /// As much waits for whoever reads the log: thousands of lines, which is minutes of the worst day, and no more memory than a worker's
  /// socket has.
  static let usualMaximum = 1 << 20

  /// An empty queue.
  init(maximumOctets: Int = usualMaximum) { self.maximumOctets = maximumOctets }

  var isEmpty: Bool { octets.isEmpty }

  /// Adds a line, unless there is no room for it; whether it is the first one.
  mutating func add(_ line: [UInt8]) -> Bool {
    guard octets.count + line.count <= maximumOctets else {
      noteLost(1)
      return false
    }
    let isFirst = octets.isEmpty
    octets += line
    return isFirst
  }

  /// Notes that lines could not be written.
  mutating func noteLost(_ lines: Int) {
    lost += lines
    totalLost += lines
  }

  /// Notes that it could not be said how many lines were lost.
  mutating func noteUntold(_ lines: Int) { lost += lines }

  /// Whether lines were lost of which nothing is said yet.
  var owesLoss: Bool { lost > 0 }

  /// How many lines were lost, to be said now; nothing where lines wait, behind which it is said anyway.
  mutating func takeLoss() -> Int {
    guard octets.isEmpty else { return 0 }
    defer { lost = 0 }
    return lost
  }

  /// All that waits, and how many lines were lost after it; nothing where none waits.
  mutating func take() -> (octets: [UInt8], lost: Int)? {
    guard !octets.isEmpty else { return nil }
    defer { (octets, lost) = ([], 0) }
    return (octets, lost)
  }
}
