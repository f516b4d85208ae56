import Foundation
import Testing

@testable import HostSystem

@Suite("The code in memory")
struct CodePagesTests {
  private func mapping(_ range: String, _ rights: String, _ file: String, anonymous: Int = 0, swap: Int = 0) -> String {
    """
    \(range) \(rights) 00001000 fe:00 1234                       \(file)
    Size:                 16 kB
    Anonymous:            \(anonymous) kB
    AnonHugePages:         0 kB
    Swap:                  \(swap) kB
    SwapPss:               0 kB
    VmFlags: rd ex mr mw me

    """
  }

  @Test("is what files are mapped as to be run, where nothing was written")
  func ranges() {
    let listing =
      mapping("1000-2000", "r--p", "/usr/bin/doyen") + mapping("2000-5000", "r-xp", "/usr/bin/doyen")
      + mapping("6000-7000", "rw-p", "/usr/bin/doyen") + mapping("7000-8000", "r-xp", "/lib/a b.so", anonymous: 4)
      + mapping("9000-a000", "r-xp", "/lib/a b.so") + mapping("7ff0000-7ff1000", "r-xp", "[vdso]")
      + mapping("b000-c000", "r-xp", "") + mapping("c000-d000", "r-xp", "/lib/c.so", swap: 4)
      + mapping("d000-e000", "r-xp", "/lib/c.so", anonymous: 4, swap: 4)
    #expect(CodePages.unwritten(in: listing) == [0x2000..<0x5000, 0x9000..<0xA000])
    #expect(
      CodePages.unwritten(in: "") == [] && CodePages.unwritten(in: "Anonymous: 0 kB\nSwap: 0 kB\nno-mapping r-xp") == []
    )
  }

  @Test("leaves memory, and is back when it runs")
  func release() throws {
    let before = try residentFileKilobytes
    CodePages.release()
    #expect(try residentFileKilobytes < before)
  }

  /// What of files is in this process's memory.
  private var residentFileKilobytes: Int {
    get throws {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
      return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }
  }
}
