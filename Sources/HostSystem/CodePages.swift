internal import Glibc

/// The code of the program and its libraries that is in memory. A start runs much that is never run again: it reads options and files,
/// and has the runtime look through all types. Its pages would count as the process's for as long as it lives.
package enum CodePages {
  /// Takes all code out of the process; what runs from now on is back with its first use: in microseconds from the system's file cache,
  /// and from the disk where the system has needed that memory since, which it takes first where no process has it mapped.
  package static func release() {
    for range in unwritten(in: mappings) {
      // Their pages are the files' own, so what is read there does not change.
      unsafe madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
    }
  }

  /// The lines that count what was written to a mapping and is in memory, or in the swap area.
  private static let written: Set<Substring> = ["Anonymous:", "Swap:"]

  /// Where files are mapped as code, by a listing as of proc_pid_smaps(5). A mapping in which something was written, such as a
  /// debugger's breakpoints, is left out: that would be lost.
  static func unwritten(in listing: String) -> [Range<UInt>] {
    var ranges: [Range<UInt>] = []
    var current: (range: Range<UInt>, unread: Set<Substring>)?
    for line in listing.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if let range = range(fields) {
        current = fields.count > 5 && fields[1] == "r-xp" && fields[5].hasPrefix("/") ? (range, written) : nil
      } else if fields.count > 1, fields[1] == "0", current?.unread.remove(fields[0]) != nil,
        let current, current.unread.isEmpty
      {
        ranges.append(current.range)
      }
    }
    return ranges
  }

  /// The addresses of a mapping, with which its part of the listing begins.
  private static func range(_ fields: [Substring]) -> Range<UInt>? {
    let ends = fields.first?.split(separator: "-").compactMap { UInt($0, radix: 16) } ?? []
    return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
  }

  /// The listing of this process; empty where the system has none.
  private static var mappings: String {
    let file = unsafe open("/proc/self/smaps", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var (listing, part) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 14))
    while true {
      let count = unsafe read(file, &part, part.count)
      guard count > 0 else { return String(decoding: listing, as: UTF8.self) }
      listing += part[..<count]
    }
  }
}
