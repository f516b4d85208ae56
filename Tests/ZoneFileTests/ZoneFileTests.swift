import DNSWire
import Foundation
import Testing
import ZoneFile

@Suite("Zone files, RFC 1035 section 5")
struct ZoneFileTests {
  private static let folder = Bundle.module.resourceURL?.appendingPathComponent("Fixtures").path ?? ""

  @Test("reads names, types, TTLs and directives")
  func accepted() throws {
    let zone = try Zone(contentsOf: Self.folder + "/accepted.zone")
    let origin = try Name("example.")
    #expect(zone.origin == origin && zone.defaultTTL == 7)
    func rrset(_ owner: String, _ type: UInt16) throws -> RRset? {
      let owner = try Name(owner)
      return zone.rrsets.first { $0.owner == owner && $0.type.rawValue == type }
    }
    #expect(try rrset("example.", 6)?.ttl == 3600)
    #expect(
      try rrset("example.", 6)?.rdata.first?.suffix(20).elementsEqual([
        0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5,
      ]) == true)
    #expect(try rrset("example.", 2)?.rdata == [[2, 110, 115, 7, 69, 120, 97, 109, 112, 108, 101, 0]])
    #expect(
      try rrset("ns.example.", 1)
        == RRset(owner: Name("ns.example."), type: .a, ttl: 7, rdata: [[10, 0, 0, 1], [10, 0, 0, 2]]))
    #expect(
      try rrset("a\\.b.c.example.", 16)?.rdata == [
        [3] + Array("one".utf8) + [12] + Array("two \"quoted\"".utf8) + [5] + Array("three".utf8)
      ])
    #expect(try rrset("a\\.b.c.example.", 16)?.ttl == 9)
    #expect(try rrset("x.sub.example.", 28)?.rdata.first?.prefix(4) == [0x20, 1, 0x0D, 0xB8])
    #expect(try rrset("y.sub.example.", 65280)?.rdata == [[1, 2, 3]])
    #expect(try rrset("_http._tcp.sub.example.", 33)?.rdata.first?.prefix(7) == [0, 1, 0, 2, 0, 80, 1])
    #expect(zone.rrsets.count == 7)
  }

  @Test(
    "without $TTL a record has the SOA's minimum, and byte order mark, carriage returns and a missing last newline do no harm"
  )
  func withoutTTL() throws {
    let text = "\u{FEFF}$ORIGIN a.\r\n@ SOA ns hm 1 2 3 4 42\r\nx A 10.0.0.1\r\ny A 10.0.0.2"
    let zone = try Zone(parsing: Array(text.utf8), file: "a.zone")
    #expect(zone.defaultTTL == nil && zone.rrsets.map(\.ttl) == [42, 42, 42])
    #expect(zone.rrsets.last?.rdata == [[10, 0, 0, 2]])
  }

  @Test(
    "refuses, with the line",
    arguments: try FileManager.default.contentsOfDirectory(atPath: folder + "/refused").sorted())
  func refused(file: String) throws {
    let path = Self.folder + "/refused/" + file
    let line = try #require(file.split(separator: "-").last?.split(separator: ".").first.flatMap { Int($0) })
    let error = #expect(throws: ZoneFileError.self) { try Zone(contentsOf: path) }
    #expect(
      error?.file == path && (error?.line ?? 0) == line && error?.message.isEmpty == false,
      "\(error?.description ?? "")")
    #expect(Zone.problems(contentsOf: path).first == error)
  }

  @Test(
    "TTL and class stand in either order",
    arguments: [
      "x 300 IN A 10.0.0.1", "x IN 300 A 10.0.0.1", "x\tin  5m\tA 10.0.0.1", "x 300 A 10.0.0.1",
      "x IN 300 ( A 10.0.0.1 )",
      "x IN 9 TXT a\n\tIN 300 A 10.0.0.1",
    ])
  func order(line: String) throws {
    let zone = try Zone(parsing: Array("$ORIGIN a.\n@ 60 IN SOA ns hm 1 2 3 4 5\n\(line)\n".utf8), file: "x.zone")
    let set = try #require(zone.rrsets.last)
    #expect(set.type == .a && set.ttl == 300 && set.rdata == [[10, 0, 0, 1]] && "\(set.owner)" == "x.a.")
  }

  @Test("a zone's name has to leave room for the names beneath", arguments: [(119, true), (120, false)])
  func longOrigin(length: Int, isTaken: Bool) throws {
    let labels = [String(repeating: "a", count: 60), String(repeating: "b", count: length - 60)]
    let text = "$ORIGIN \(labels.joined(separator: ".")).\n@ 60 SOA ns hm 1 2 3 4 5\n"
    let zone = try? Zone(parsing: Array(text.utf8), file: "x.zone")
    #expect((zone != nil) == isTaken && zone.map { $0.origin.wire.count <= Zone.maximumOriginLength } ?? true)
  }

  @Test("names and texts that look like class and TTL stay")
  func lookalikes() throws {
    let text = "$ORIGIN a.\n@ 60 SOA ns hm (\n IN 7 3 4 5 )\nin 300 A 10.0.0.1\nin IN A 10.0.0.2\nx TXT (\n IN 300 )\n"
    #expect(throws: ZoneFileError.self) { try Zone(parsing: Array(text.utf8), file: "x.zone") }
    let good = text.replacing("IN 7 3 4 5", with: "1 7 3 4 5")
    let zone = try Zone(parsing: Array(good.utf8), file: "x.zone")
    #expect(zone.rrsets.map(\.rdata.count) == [1, 2, 1] && zone.rrsets[2].rdata == [[2, 73, 78, 3, 51, 48, 48]])
  }

  @Test(
    "warns, with the line, and reads the zone",
    arguments: try FileManager.default.contentsOfDirectory(atPath: folder + "/warned").sorted())
  func warned(file: String) throws {
    let path = Self.folder + "/warned/" + file
    let line = try #require(file.split(separator: "-").last?.split(separator: ".").first.flatMap { Int($0) })
    let warnings = try Zone(contentsOf: path).warnings
    #expect(warnings.map(\.line) == [line] && warnings.allSatisfy(\.isWarning), "\(warnings)")
    #expect(warnings.first?.description.hasPrefix("\(path):\(line): warning: ") == true)
    #expect(Zone.problems(contentsOf: path) == warnings)
  }

  @Test("does not warn of what discovery may answer, of glue, of eight CNAMEs and of what is in other zones")
  func unobjectionable() { #expect(Zone.problems(contentsOf: Self.folder + "/unobjectionable.zone") == []) }

  @Test("a parenthesis in quotes, in a comment or behind a backslash opens nothing")
  func parentheses() throws {
    #expect(try Zone(contentsOf: Self.folder + "/parentheses.zone").rrsets.count == 3)
  }

  @Test("says all that is wrong, not only the first")
  func problems() throws {
    let text = "$ORIGIN a.\n@ SOA ns hm 1 2 3 4 5\n*.x NS b\nb. A 10.0.0.1\n"
    let path = NSTemporaryDirectory() + "doyen-\(UUID().uuidString).zone"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(Zone.problems(contentsOf: path).map(\.line) == [3, 4])
  }

  @Test(
    "a missing file, a folder without zones and one that is too deep say which",
    arguments: ["/nonexistent/x.zone", NSTemporaryDirectory() + "doyen-empty"])
  func missing(path: String) throws {
    if path.hasSuffix("empty") {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    let error = #expect(throws: ZoneFileError.self) { try Zone.zones(at: [path]) }
    #expect(error?.description.hasPrefix(path + ": ") == true)
  }

  @Test("two files with one zone name both files")
  func sameZone() throws {
    let folder = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["a", "b"] {
      try "$ORIGIN x.\n@ SOA ns hm 1 2 3 4 5\n".write(
        toFile: "\(folder)/\(name).zone", atomically: true, encoding: .utf8)
    }
    let error = #expect(throws: ZoneFileError.self) { try Zone.zones(at: [folder]) }
    #expect(error?.description == "\(folder)/b.zone: the zone x. is already in \(folder)/a.zone")
    #expect(try Zone.zones(at: ["\(folder)/a.zone", "\(folder)/a.zone"]).count == 1)
  }

  @Test(
    "a name with very many records takes no longer for each of them",
    arguments: ["a CNAME b#", "a CNAME b", "a DNAME b#.test.", "b# MX 1 a", "a A 10.0.0.1", "a NS b ; #"])
  func manyAtOneName(line: String) throws {
    // Beside other programs a round may find its caches taken.
    let isLinear = (0..<5).contains { _ in processorTime(of: 12_000, line) < processorTime(of: 3000, line) * 9 }
    #expect(isLinear, "four times as many take four times as long, not sixteen times")
  }

  private var threadTime: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// The processor time that a file with `count` addresses at a name and as many lines takes, in nanoseconds.
  private func processorTime(of count: Int, _ line: String) -> UInt64 {
    let head = "$ORIGIN z.test.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 10.0.0.1\n"
    let addresses = (0..<count).map { "a A 10.0.\($0 >> 8).\($0 & 255)\n" }.joined()
    let lines = (0..<count).map { line.replacing("#", with: "\($0)") + "\n" }.joined()
    let text = Array((head + (line.hasPrefix("b#") ? addresses : "") + lines).utf8)
    let start = threadTime
    _ = try? Zone(parsing: text, file: "x")
    return threadTime - start
  }

  @Test("any octets are refused or read, never a trap", .timeLimit(.minutes(5)))
  func hostile() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/accepted.zone"))
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var octets = [UInt8](whole)
      for _ in 0..<3 {
        octets[Int.random(in: octets.indices, using: &generator)] = .random(in: .min ... .max, using: &generator)
      }
      _ = try? Zone(parsing: octets, file: "x")
      _ = try? Zone(parsing: Array(octets.prefix(Int.random(in: octets.indices, using: &generator))), file: "x")
    }
  }
}

@Suite("Messages as libldns reads them")
struct ParsedMessageTests {
  @Test("header, question, records and OPT")
  func whole() throws {
    let question: [UInt8] = [1, 97, 0, 0, 1, 0, 1]
    let record: [UInt8] = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 10, 0, 0, 1]
    let opt: [UInt8] = [0, 0, 41, 4, 208, 1, 0, 0, 0, 0, 6, 0, 15, 0, 2, 0, 3]
    let message = try ParsedMessage([0x12, 0x34, 0x85, 0x03, 0, 1, 0, 1, 0, 0, 0, 1] + question + record + opt)
    #expect(
      message.id == 0x1234 && message.flags == ["qr", "aa", "rd"] && message.code == 3 && message.extendedCode == 1)
    #expect(message.question == ["a. IN A"] && message.answer == ["a. 5 IN A 10.0.0.1"] && message.authority == [])
    #expect(message.payloadSize == 1232 && message.options == [0, 15, 0, 2, 0, 3])
  }

  @Test("an outline has the first question, the counts and the fields of OPT")
  func outline() throws {
    let question: [UInt8] = [1, 65, 0, 0, 1, 0, 3]
    let record: [UInt8] = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 5, 10, 0, 0, 1, 9]
    let opt: [UInt8] = [0, 0, 41, 4, 208, 0, 2, 0x80, 0, 0, 0]
    let outline = try #require(MessageOutline([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1] + question + opt))
    #expect(outline.question?.name == [1, 65, 0] && outline.question?.type == 1 && outline.question?.recordClass == 3)
    #expect(outline.edns?.payloadSize == 1232 && outline.edns?.version == 2 && outline.edns?.isDNSSECWanted == true)
    #expect(outline.counts == [1, 0, 0, 0])
    let withRecord: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0] + question + record
    #expect(MessageOutline.endOfRecord(at: 19, in: withRecord) == withRecord.count - 1)
    #expect(MessageOutline(Array(withRecord.prefix(11))) == nil)
  }

  @Test("a cut message is an error")
  func cut() { #expect(throws: ParsedMessageError.self) { try ParsedMessage([1, 2, 3]) } }
}
