import Testing

// Names that a server answers itself though it hands others on. NSD hands none on.

let localNameDocuments = [rfc6303, rfc6761, rfc7686, rfc9462]

private let rfc6303 = Document(name: "RFC6303")

@Suite("RFC 6303: locally served zones", .timeLimit(.minutes(10)))
struct RFC6303Conformance {
  @Test("Doyen", arguments: rfc6303.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }
}

private let rfc6761 = Document(name: "RFC6761")

@Suite("RFC 6761: special-use names", .timeLimit(.minutes(10)))
struct RFC6761Conformance {
  @Test("Doyen", arguments: rfc6761.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }
}

private let rfc7686 = Document(name: "RFC7686")

@Suite("RFC 7686: onion", .timeLimit(.minutes(10)))
struct RFC7686Conformance {
  @Test("Doyen", arguments: rfc7686.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }
}

private let rfc9462 = Document(name: "RFC9462")

@Suite("RFC 9462: discovery of resolvers", .timeLimit(.minutes(10)))
struct RFC9462Conformance {
  @Test("Doyen", arguments: rfc9462.files)
  func doyen(file: Document.File) async throws { try await file.askDoyen() }
}
