import Discovery
import Foundation
import LocalFiles
import SavedState
import TestSupport
import Testing

@Suite("The file of saved services")
struct CacheFileTests {
  private let folder: TemporaryFolder
  private let file: CacheFile

  init() throws {
    folder = try TemporaryFolder()
    file = CacheFile(folder: folder.path, logger: silent)
  }

  private func contents() throws -> [UInt8] { try LocalFile.read(file.path, limit: 1 << 20) }

  private func files(_ prefix: String) throws -> [String] {
    try LocalFile.names(inFolder: folder.path).filter { $0.hasPrefix(prefix) }
  }

  @Test("what is saved is read again, and how long ago that was")
  func roundTrip() throws {
    #expect(file.load(at: .seconds(1000)) == nil)
    let saved = try everyKind()
    try file.save(saved, at: .seconds(1000))
    let read = try #require(file.load(at: .seconds(1060)))
    #expect(read.saved == saved && read.age == .seconds(60))
    #expect(read.saved.sources[0].services[1].set.leader?.endpoint.port == 65535)
    #expect(read.saved.sources[0].services[2].set.leader == nil)
    #expect(read.saved.sources[0].services[0].set.instances.map(\.weight) == [0, 1, 65535])
  }

  @Test(
    "times are read as they were written, to the millisecond",
    arguments: [0, 1, 1_655_032_506_368, .max - 1, .max] as [Int64])
  func times(milliseconds: Int64) throws {
    let octets = CacheEncoder.encode(SavedCatalog(sources: [], recent: [:]), at: .milliseconds(milliseconds))
    #expect(try CacheDecoder.decode(octets).time == .milliseconds(milliseconds))
  }

  @Test("a clock that went backwards makes nothing young or old: no time has passed")
  func clockBackwards() throws {
    try file.save(try everyKind(), at: .seconds(2000))
    #expect(file.load(at: .seconds(1000))?.age == .zero)
  }

  @Test("a file that ends too early is set aside, wherever it ends")
  func truncated() throws {
    try file.save(try everyKind(), at: .seconds(1000))
    let whole = try contents()
    for length in whole.indices {
      try LocalFile.replace(file.path, with: Array(whole[..<length]))
      #expect(file.load(at: .seconds(length)) == nil, "\(length) octets")
    }
    #expect(try files("services.cache.damaged-").count == LocalFile.maximumDamaged)
    #expect(LocalFile.kind(file.path) == nil)
  }

  @Test("a file with a changed bit is set aside, or says the same")
  func flipped() throws {
    let saved = try everyKind()
    try file.save(saved, at: .seconds(1000))
    let whole = try contents()
    for index in whole.indices {
      for bit in 0..<8 {
        var octets = whole
        octets[index] ^= 1 << bit
        try Data(octets).write(to: URL(fileURLWithPath: file.path))
        let read = file.load(at: .seconds(1000))
        #expect(read == nil || read?.saved == saved, "bit \(bit) of octet \(index)")
      }
    }
  }

  @Test("of damaged files the last ones are kept, under the time at which they were found")
  func damaged() throws {
    for time in 1...5 {
      _ = try folder.write("nonsense \(time)", to: "services.cache")
      #expect(file.load(at: .seconds(1_000_000_000 + time)) == nil)
    }
    #expect(try files("services.cache") == (3...5).map { "services.cache.damaged-100000000\($0)" })
  }

  @Test(
    "a pipe or a link in its place is set aside like a damaged file", .timeLimit(.minutes(5)), arguments: [false, true])
  func planted(isLink: Bool) throws {
    if isLink {
      let other = try folder.write("of another user", to: "other")
      try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: other)
    } else {
      try #require(unsafe mkfifo(file.path, 0o600) == 0)
    }
    #expect(file.load(at: .seconds(1)) == nil)
    #expect(try files("services.cache") == ["services.cache.damaged-1"])
  }

  @Test("a later release's file is kept for that release")
  func newer() throws {
    _ = try folder.write("doyen-cache 2 3 0\nabc", to: "services.cache")
    #expect(file.load(at: .seconds(1)) == nil)
    #expect(try files("services.cache") == ["services.cache.newer"])
  }

  @Test(
    "a whole file whose words mean nothing is refused", arguments: ["", "\u{5}", "\u{0}\u{0}\u{0}x", "\u{0}\u{7F}"])
  func meaningless(body: String) throws {
    let octets = Array(body.utf8)
    let header = "doyen-cache 1 \(octets.count) \(Checksum.fnv1a(octets))\n"
    _ = try folder.write(header + body, to: "services.cache")
    #expect(file.load(at: .seconds(1)) == nil)
    #expect(try files("services.cache.damaged-").count == 1)
  }

  @Test("whatever a file with a right checksum says, it is read or refused")
  func nonsense() throws {
    try file.save(try everyKind(), at: .seconds(1000))
    let body = try contents().split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)[1]
    var refused = 0
    for index in body.indices {
      for octet: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        var changed = body
        changed[index] = octet
        let header = "doyen-cache 1 \(changed.count) \(Checksum.fnv1a(Array(changed)))\n"
        try (Data(header.utf8) + Data(changed)).write(to: URL(fileURLWithPath: file.path))
        if file.load(at: .seconds(1000)) == nil { refused += 1 }
      }
    }
    #expect(refused > body.count)
  }

  @Test("a hundred thousand instances are written and read whole")
  func large() throws {
    let saved = many(100_000)
    let clock = ContinuousClock()
    let writing = try clock.measure { try file.save(saved, at: .seconds(1)) }
    var read: SavedCatalog?
    let reading = clock.measure { read = file.load(at: .seconds(1))?.saved }
    let same = read == saved
    #expect(same)
    print("100,000 instances: written in \(writing), read in \(reading)")
  }
}
