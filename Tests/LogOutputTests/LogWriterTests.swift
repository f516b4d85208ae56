import Foundation
import HostSystem
import Logging
import TestSupport
import Testing

@testable import LogOutput

/// Milliseconds in which a flush is done, however busy the machine is.
private let patience = 300_000

@Suite("The thread that writes the log", .timeLimit(.minutes(5)))
struct LogWriterTests {
  private let pipe = Pipe()
  private var end: CInt { pipe.fileHandleForWriting.fileDescriptor }

  private func write(_ count: Int, to writer: LogWriter) {
    for number in 0..<count {
      writer.write(LogLine(time: 0, level: .info, label: "test", message: "line \(number)"))
    }
  }

  /// Reads on a thread of its own until the pipe has ended.
  private func lines() async throws -> [String] {
    let handle = pipe.fileHandleForReading
    let data = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: (try? handle.readToEnd()) ?? Data()) }
    }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("lines come in order, and all before the end")
  func order() async throws {
    let writer = LogWriter(end, format: .journal)
    write(500, to: writer)
    writer.flush(milliseconds: patience)
    try pipe.fileHandleForWriting.close()
    #expect(try await lines() == (0..<500).map { "<6>line \($0)" })
    #expect(writer.lostCount == 0)
  }

  @Test(
    "where nobody reads, logging does not wait and keeps a bound; what was lost is counted and said",
    arguments: [true, false])
  func full(waits: Bool) async throws {
    if !waits { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    let writer = LogWriter(end, format: .journal, maximumOctets: 10_000)
    write(50_000, to: writer)
    let stopwatch = Stopwatch()
    writer.flush(milliseconds: 50)
    #expect(stopwatch.elapsed < .seconds(60), "flushing gives up")
    #expect(writer.lostCount > 0)
    let reading = Task { try await lines() }
    // On a thread of its own, since the reading one is started from the common pool.
    await onThread { writer.flush(milliseconds: patience) }
    try pipe.fileHandleForWriting.close()
    let read = try await reading.value
    let warnings = read.filter { $0.hasPrefix("<4>") }
    let said = warnings.compactMap { $0.firstMatch(of: #/^<4>(\d+) lines of the log are lost/#) }.compactMap {
      Int($0.1)
    }
    #expect(read.count(where: { $0.hasPrefix("<6>") }) + said.reduce(0, +) == 50_000)
    #expect(said.reduce(0, +) == writer.lostCount)
  }

  @Test("a pipe whose reader is gone costs lines, not the process, and they are counted")
  func gone() throws {
    try pipe.fileHandleForReading.close()
    let writer = LogWriter(end, format: .journal)
    write(10, to: writer)
    writer.flush(milliseconds: patience)
    #expect(writer.lostCount == 10)
  }

  @Test("what a full disk cost is said once there is room again, without another line")
  func fullDisk() async throws {
    let full = unsafe open("/dev/full", O_WRONLY)
    defer { close(full) }
    let writer = LogWriter(full, format: .journal, maximumOctets: 10_000, pause: .milliseconds(20))
    write(3, to: writer)
    writer.flush(milliseconds: patience)
    #expect(writer.lostCount == 3)
    #expect(dup2(end, full) == full)
    let handle = pipe.fileHandleForReading
    let said = await onThread { String(decoding: handle.availableData, as: UTF8.self) }
    #expect(said.hasPrefix("<4>3 lines of the log are lost") && said.hasSuffix("\n"), "\(said)")
    #expect(writer.lostCount == 3)
  }

  @Test("a line that was cut is ended before the next one, in whatever file that is")
  func cut() async throws {
    let (file, next) = (dup(end), Pipe())
    defer { close(file) }
    try pipe.fileHandleForWriting.close()
    let other = next.fileHandleForWriting.fileDescriptor
    async let written = onThread {
      LogFile.ignoreClosedPipes()
      var log = LogFile(number: file)
      let lines = [UInt8](Array(repeating: Array("123456789\n".utf8), count: 20_000).joined())
      let lost = log.write(lines)
      dup2(other, file)
      return [lost, log.write(Array("x\n".utf8)), log.write(Array("y\n".utf8))]
    }
    let reading = pipe.fileHandleForReading
    var waiting: CInt = 0
    while waiting < 1 << 16 {
      try await Task.sleep(for: .milliseconds(1))
      _ = unsafe ioctl(reading.fileDescriptor, UInt(FIONREAD), &waiting)
    }
    try reading.close()
    // 65,536 octets fit into a pipe: 6,553 lines and the start of one.
    #expect(await written == [20_000 - 6553, 0, 0])
    try next.fileHandleForWriting.close()
    #expect(String(decoding: next.fileHandleForReading.availableData, as: UTF8.self) == "\nx\ny\n")
  }

  @Test("a logger's fields come sorted, and those of a line win")
  func handler() async throws {
    let writer = LogWriter(end, format: .journal)
    var logger = Logger(label: "test") { LineLogHandler(label: $0, level: .notice, writer: writer) }
    logger[metadataKey: "b"] = "1"
    logger.info("not this")
    logger.notice("this", metadata: ["a": "2", "b": "3"])
    writer.flush(milliseconds: patience)
    try pipe.fileHandleForWriting.close()
    #expect(try await lines() == ["<5>this a=2 b=3"])
  }
}
