import Foundation

/// How much memory a process has, over time.
struct MemoryCurve: Sendable {
  private var samples: [Int] = []

  /// Growth up to this is none: a part for what a larger working set keeps, and two megabytes for what an allocator keeps.
  private static let (part, kilobytes) = (0.05, 2048)

  /// Notes how many kilobytes it has; nothing where that can't be told.
  mutating func note(_ kilobytes: Int?) { if let kilobytes { samples.append(kilobytes) } }

  /// The medians of four quarters, in kilobytes.
  var quarters: [Int] {
    let length = samples.count / 4
    guard length > 0 else { return [] }
    return (0..<4).map { samples[($0 * length)..<(($0 + 1) * length)].sorted()[length / 2] }
  }

  /// Whether the last quarter has no more than the second: the first is for what is made once.
  var isFlat: Bool {
    guard quarters.count == 4 else { return false }
    return Double(quarters[3]) <= Double(quarters[1]) * (1 + Self.part) + Double(Self.kilobytes)
  }
}

/// What the kernel says of a process.
enum ResidentMemory {
  /// Its resident set, in kilobytes; absent where it has ended.
  static func of(_ process: CInt) -> Int? {
    let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }
}
