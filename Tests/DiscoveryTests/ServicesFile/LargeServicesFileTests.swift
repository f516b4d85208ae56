import Discovery
import Foundation
import Logging
import TestSupport
import Testing

@Suite("Large services files", .timeLimit(.minutes(5)))
struct LargeServicesFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Rows of services with two instances each.
  private func rows(_ services: Int) -> [String] {
    (0..<services).flatMap { number in
      ["1", "2"].map {
        #"{"service": "s\#(number)", "address": "10.0.\#(number >> 8 & 255).\#(number & 255):800\#($0)"}"#
      }
    }
  }

  private func write(_ rows: [String]) throws -> String {
    try folder.write("[\n" + rows.joined(separator: ",\n") + "\n]\n", to: "services.json")
  }

  @Test("a mistake in one row of many is named with its line")
  func mistake() throws {
    var rows = rows(10_000)
    rows[15_000] = #"{"service": "s7500", "address": "10.0.0.300:80"}"#
    let path = try write(rows)
    let error = #expect(throws: ServicesFileError.self) { try ServicesFile.load(path) }
    #expect(error?.description.hasPrefix("\(path):15002: address '10.0.0.300': expected") == true)
  }

  @Test("a row that stands far behind its like is named with both lines, the first such row of all")
  func twice() throws {
    var rows = rows(10_000)
    rows.insert(rows[40], at: 18_000)
    rows.append(rows[30])
    let path = try write(rows)
    let error = #expect(throws: ServicesFileError.self) { try ServicesFile.load(path) }
    #expect(error?.description == "\(path):18002: 10.0.0.20:8001 of s20 stands on line 42 already")
  }

  @Test("more instances than the limit are refused at the row that is one too many")
  func limit() throws {
    let path = try write(rows(1000))
    #expect(try ServicesFile.load(path, maximumInstances: 2000).count == 1000)
    let error = #expect(throws: ServicesFileError.self) { try ServicesFile.load(path, maximumInstances: 1999) }
    #expect(error?.description == "\(path):2001: more than 1999 instances, which is the limit")
  }

  @Test("while a large file has a mistake, or too many rows, what it said before stays")
  func lastGoodState() async throws {
    let path = try write(rows(1000))
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let file = try ServicesFile(reading: path, maximumInstances: 2002, logger: logger)
    var events = file.listing().makeAsyncIterator()
    guard case .all(let first) = await events.next() else { throw ProgramError("no listing") }
    #expect(first.count == 1000)
    _ = try write(rows(1001).dropLast() + ["{}"])
    try await Task.sleep(for: .milliseconds(300))
    _ = try write(rows(1002))
    try await Task.sleep(for: .milliseconds(300))
    _ = try write(rows(1001))
    guard case .all(let second) = await events.next() else { throw ProgramError("no listing") }
    #expect(second.count == 1001)
  }

  @Test("a file that has changed since it was read first is read again")
  func changedBefore() async throws {
    let path = try write(rows(1))
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let file = try ServicesFile(reading: path, maximumInstances: 10, logger: logger)
    _ = try write(rows(2))
    var events = file.listing().makeAsyncIterator()
    guard case .all(let services) = await events.next() else { throw ProgramError("no listing") }
    #expect(services.count == 2)
  }

  @Test("wherever the pieces end in which a file is read, its rows are the same")
  func pieces() throws {
    let values = ["a", "\\u00e4\\ud83d\\ude00", "\\\"\\\\\\n", "straße", "", "x y"]
    var (rows, expected): ([String], [Instance]) = ([], [])
    for number in 0..<6000 {
      let value = values[number % values.count]
      let text = String(
        decoding: try JSONDecoder().decode(String.self, from: Data("\"\(value)\"".utf8)).utf8, as: UTF8.self)
      rows.append(
        #"{"address":"[2001:db8::\#(String(number, radix: 16))]:\#(number + 1)","attributes":{"\#(value)k":"v","b":"\#(value)"},"#
          + #""tags" : [ "t", "\#(value)" ] , "service":"one","created":\#(1_000_000 - number)}"#)
      expected.append(
        Instance(
          endpoint: Endpoint(address: .ipv6(high: 0x2001_0db8 << 32, low: UInt64(number)), port: UInt16(number + 1)),
          created: UInt64(1_000_000 - number), attributes: ["\(text)k": "v", "b": text], tags: ["t", text]))
    }
    let services = try ServicesFile.load(try write(rows))
    #expect(services.count == 1 && services["one"]?.instances == expected.reversed())
  }

  @Test("rows of services that do not stand together")
  func scattered() throws {
    let sorted = try ServicesFile.load(try write(rows(500).map { $0 }))
    var generator = SystemRandomNumberGenerator()
    let numbered = rows(500).enumerated().map { $1.dropLast() + ", \"created\": \($0 + 1)}" }
    let shuffled = try ServicesFile.load(try write(numbered.map(String.init).shuffled(using: &generator)))
    #expect(shuffled == sorted && sorted["s499"]?.instances.map(\.created) == [999, 1000])
  }
}
