internal import DNSWire
internal import Doctor
internal import Glibc
internal import LocalFiles

extension FuzzSubject {
  /// The files that say how a host's programs resolve names, one behind the other; judged, and a name followed through them.
  package static let resolverFiles = FuzzSubject("FuzzResolverFiles") { octets in
    host.withLock { $0.complaint(about: InputParts(octets)) }
  }

  private static let host = Turns { try FuzzedHost() }
}

/// A host's files in a folder for a time, in the environment's TMPDIR.
private struct FuzzedHost: ~Copyable {
  private let folder: String

  /// The files, in the order of an input's parts.
  private static let paths = [
    "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/hosts", "/etc/mdns.allow", "/etc/nscd.conf",
    "/etc/systemd/resolved.conf", "/proc/sys/kernel/hostname", "/proc/net/udp",
  ]
  private static let folders = [
    "", "/etc", "/etc/systemd", "/proc", "/proc/sys", "/proc/sys/kernel", "/proc/net", "/run", "/run/systemd",
    "/run/systemd/resolve", "/run/nscd", "/run/nscd/socket",
  ]
  /// As many questions a name leads to: search domains, name servers and modules multiply.
  private static let maximumQuestions = 100_000

  init() throws {
    let place = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var name = Array((place + "/doyen-fuzz-XXXXXX").utf8CString)
    guard unsafe mkdtemp(&name) != nil else { throw FileError(place, "no folder can be made") }
    folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for path in Self.folders { unsafe mkdir(folder + path, 0o700) }
  }

  deinit {
    for path in Self.paths { unsafe unlink(folder + path) }
    for path in Self.folders.reversed() { unsafe rmdir(folder + path) }
  }

  func complaint(about files: InputParts) -> String? {
    var files = files
    for path in Self.paths { write(files.next() ?? [], to: folder + path) }
    let facts = HostFacts(HostFiles(root: folder))
    guard let zone = try? Name("service.local") else { return "no name" }
    let doyen = NameServer("127.0.0.1", port: 5300)
    let findings = Diagnosis(facts, zones: [zone], servers: [], doyen: doyen).findings
    let walk = NameWalk(following: "api.service.local", facts) { _, _, _, _ in .nothing("no answer") }
    if walk.steps.count > Self.maximumQuestions { return "\(walk.steps.count) steps" }
    return findings.isEmpty || facts.askedServers.isEmpty ? "nothing is found" : nil
  }

  private func write(_ octets: [UInt8], to path: String) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = unsafe octets.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }
}
