import Testing

// One suite a document: its cases against Doyen, and those about plain zones against NSD.

let allDocuments =
  [
    readme, rfc1035, rfc2181, rfc2308, rfc2782, rfc4592, rfc6672, rfc6763, rfc6891, rfc7766, rfc7873, rfc8020, rfc8482,
    rfc8906, rfc8914,
  ] + localNameDocuments

private let readme = Document(name: "README")

@Suite("README: what a name means", .timeLimit(.minutes(10)))
struct ReadmeConformance {
  @Test("Doyen", arguments: readme.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }
}

private let rfc1035 = Document(name: "RFC1035")

@Suite("RFC 1035: names, messages, zone files", .timeLimit(.minutes(10)))
struct RFC1035Conformance {
  @Test("Doyen", arguments: rfc1035.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc1035.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc2181 = Document(name: "RFC2181")

@Suite("RFC 2181: clarifications", .timeLimit(.minutes(10)))
struct RFC2181Conformance {
  @Test("Doyen", arguments: rfc2181.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc2181.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc2308 = Document(name: "RFC2308")

@Suite("RFC 2308: negative answers", .timeLimit(.minutes(10)))
struct RFC2308Conformance {
  @Test("Doyen", arguments: rfc2308.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc2308.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc2782 = Document(name: "RFC2782")

@Suite("RFC 2782: SRV", .timeLimit(.minutes(10)))
struct RFC2782Conformance {
  @Test("Doyen", arguments: rfc2782.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc2782.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc4592 = Document(name: "RFC4592")

@Suite("RFC 4592: wildcards", .timeLimit(.minutes(10)))
struct RFC4592Conformance {
  @Test("Doyen", arguments: rfc4592.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc4592.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc6672 = Document(name: "RFC6672")

@Suite("RFC 6672: DNAME", .timeLimit(.minutes(10)))
struct RFC6672Conformance {
  @Test("Doyen", arguments: rfc6672.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc6672.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc6763 = Document(name: "RFC6763")

@Suite("RFC 6763: DNS-SD", .timeLimit(.minutes(10)))
struct RFC6763Conformance {
  @Test("Doyen", arguments: rfc6763.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc6763.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc6891 = Document(name: "RFC6891")

@Suite("RFC 6891: EDNS", .timeLimit(.minutes(10)))
struct RFC6891Conformance {
  @Test("Doyen", arguments: rfc6891.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc6891.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc7766 = Document(name: "RFC7766")

@Suite("RFC 7766: TCP", .timeLimit(.minutes(10)))
struct RFC7766Conformance {
  @Test("Doyen", arguments: rfc7766.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc7766.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc7873 = Document(name: "RFC7873")

@Suite("RFC 7873: cookies", .timeLimit(.minutes(10)))
struct RFC7873Conformance {
  @Test("Doyen", arguments: rfc7873.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc7873.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc8020 = Document(name: "RFC8020")

@Suite("RFC 8020: nothing beneath NXDOMAIN", .timeLimit(.minutes(10)))
struct RFC8020Conformance {
  @Test("Doyen", arguments: rfc8020.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc8020.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc8482 = Document(name: "RFC8482")

@Suite("RFC 8482: ANY", .timeLimit(.minutes(10)))
struct RFC8482Conformance {
  @Test("Doyen", arguments: rfc8482.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc8482.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc8906 = Document(name: "RFC8906")

@Suite("RFC 8906: servers that fail to answer", .timeLimit(.minutes(10)))
struct RFC8906Conformance {
  @Test("Doyen", arguments: rfc8906.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc8906.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}

private let rfc8914 = Document(name: "RFC8914")

@Suite("RFC 8914: Extended DNS Errors", .timeLimit(.minutes(10)))
struct RFC8914Conformance {
  @Test("Doyen", arguments: rfc8914.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }

  @Test("NSD", arguments: rfc8914.plainFiles)
  func nsd(file: Document.File) async throws { try await file.askNSD() }
}
