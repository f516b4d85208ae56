/// What this process uses of the host, as the kernel counts it (proc_pid_status(5)).
package struct ProcessUse: Sendable, Equatable {
  /// Octets of memory now, and the most there were.
  package let memory, peakMemory: Int
  package let threads: Int

  /// Out of the text of `/proc/self/status`; absent where that lacks a number.
  package init?(status text: String) {
    guard let memory = Self.number("VmRSS", text), let peak = Self.number("VmHWM", text),
      let threads = Self.number("Threads", text)
    else { return nil }
    (self.memory, peakMemory, self.threads) = (memory << 10, peak << 10, threads)
  }

  private static func number(_ field: String, _ text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(field + ":") {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
    return nil
  }
}
