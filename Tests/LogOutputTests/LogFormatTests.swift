import Foundation
import Logging
import TestSupport
import Testing

@testable import LogOutput

@Suite("How a line of the log is written")
struct LogFormatTests {
  private func line(_ message: String, _ fields: [(String, Logger.MetadataValue)] = []) -> LogLine {
    LogLine(
      time: 1_782_907_200_123_999_999, level: .warning, label: "doyen", message: message,
      fields: fields.map { ($0.0, $0.1) })
  }

  private func text(_ format: LogFormat, _ line: LogLine) -> String {
    String(decoding: format.octets(of: line), as: UTF8.self)
  }

  private func object(_ line: LogLine) throws -> [String: Any] {
    let text = text(.json, line)
    #expect(text.hasSuffix("}\n") && text.dropLast().allSatisfy { !$0.isNewline }, "one line")
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("text has time, level, label and message, and fields that it does not say already")
  func plain() {
    let fields: [(String, Logger.MetadataValue)] = [
      ("source", "agent"), ("service", "a b"), ("count", .stringConvertible(3)), ("empty", ""),
      ("list", ["agent", "x"]),
    ]
    #expect(
      text(.text, line("agent is gone after 3 s", fields))
        == "2026-07-01T12:00:00.123Z warning doyen: agent is gone after 3 s service=\"a b\" count=3 empty=\"\" list=[agent,x]\n"
    )
  }

  @Test("a part of a longer word does not count as said")
  func words() {
    #expect(text(.journal, line("webshop is gone", [("service", "web")])) == "<4>webshop is gone service=web\n")
    #expect(text(.journal, line("'web' is gone", [("service", "web")])) == "<4>'web' is gone\n")
  }

  @Test(
    "the journal has a priority in front",
    arguments: zip(Logger.Level.allCases, [7, 7, 6, 5, 4, 3, 2]))
  func journal(level: Logger.Level, priority: Int) {
    var line = line("x")
    line.level = level
    #expect(text(.journal, line) == "<\(priority)>x\n")
  }

  @Test("what would end a line, or a terminal obeys, is written as its number; quotes can be told from ends")
  func strangers() {
    #expect(text(.journal, line("a\nb\u{1B}[2J\u{85}\u{202E}\r")) == "<4>a\\u{a}b\\u{1b}[2J\\u{85}\\u{202e}\\u{d}\n")
    #expect(text(.journal, line("x", [("n", "a\"b\\c")])) == "<4>x n=\"a\\\"b\\\\c\"\n")
    #expect(text(.journal, line("x", [("n", "a=\"\u{301}")])) == "<4>x n=\"a=\\\"\u{301}\"\n")
  }

  @Test("JSON keeps every text, whatever is in it")
  func json() throws {
    let everything = String(String.UnicodeScalarView((0..<0x3000).compactMap { Unicode.Scalar($0) })) + "😀\u{10FFFF}"
    let broken = String(decoding: [0x61, 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0x62], as: UTF8.self)
    for text in [everything, broken, "\"\\/", ""] {
      let object = try object(line(text, [(text.isEmpty ? "-" : text, .string(text))]))
      #expect(object["message"] as? String == text && object[text.isEmpty ? "-" : text] as? String == text)
    }
  }

  @Test("JSON is one object a line whatever octets names and values are made of")
  func octets() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      let (message, label, name, value) = (random.text(), random.text(), "n" + random.text(), random.text())
      var line = line(message, [(name, .string(value)), ("list", [.string(label), [value: "x"]])])
      line.label = label
      let object = try object(line)
      #expect(object["message"] as? String == message && object["label"] as? String == label)
      #expect(object[name] as? String == value && object["list"] as? NSArray == [label, [value: "x"]])
    }
  }

  @Test("JSON has time, level, label, message; a field of such a name gives way; numbers are numbers")
  func members() throws {
    let fields: [(String, Logger.MetadataValue)] = [
      ("time", "now"), ("count", .stringConvertible(7)), ("yes", .stringConvertible(true)),
      ("nan", .stringConvertible(Double.nan)), ("half", .stringConvertible(0.5)), ("list", ["a", ["b": "c"]]),
    ]
    let object = try object(line("m", fields))
    #expect(object["time"] as? String == "2026-07-01T12:00:00.123Z" && object["_time"] as? String == "now")
    #expect(object["level"] as? String == "warning" && object["label"] as? String == "doyen")
    #expect(object["count"] as? Int == 7 && object["yes"] as? Bool == true && object["half"] as? Double == 0.5)
    #expect(object["nan"] as? String == "nan" && object["list"] as? NSArray == ["a", ["b": "c"]])
  }

  @Test(
    "times are those of the calendar",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
      (4_107_542_399_000, "2100-02-28T23:59:59.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"), (1_735_689_599_000, "2024-12-31T23:59:59.000Z"),
    ])
  func times(milliseconds: Int64, expected: String) {
    #expect(TimeText.text(milliseconds * 1_000_000) == expected)
  }

  @Test("text becomes the journal's only where standard error is the journal's")
  func journalStream() throws {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/status"))
    var status = stat()
    _ = unsafe fstat(handle.fileDescriptor, &status)
    func format(_ stream: String?) -> LogFormat {
      LogFormat.text(variables: stream.map { ["JOURNAL_STREAM": $0] } ?? [:], number: handle.fileDescriptor)
    }
    #expect(format("\(status.st_dev):\(status.st_ino)") == .journal)
    #expect(format("\(status.st_dev):\(status.st_ino + 1)") == .text && format(nil) == .text)
  }
}

extension SeededGenerator {
  /// Text of some octets, of which every other one means something in JSON.
  fileprivate mutating func text() -> String {
    let marks = Array("\"\\\n{}[],:\u{7F}u0".utf8)
    let octets = (0..<Int.random(in: 0...40, using: &self)).map { _ in
      let any = UInt8.random(in: .min ... .max, using: &self)
      return any % 2 == 0 ? any : marks[Int(any / 2) % marks.count]
    }
    return String(decoding: octets, as: UTF8.self)
  }
}
