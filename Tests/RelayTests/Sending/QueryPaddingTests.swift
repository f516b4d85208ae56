import DNSWire
import Testing

@testable import Relay

@Suite("Padding of queries over TLS, RFC 8467")
struct QueryPaddingTests {
  @Test("a query of any length becomes one of a multiple of 128 octets that is whole")
  func padded() throws {
    for length in 1...63 {
      let question = RelayQuestion(
        name: try Name(labels: Array(repeating: [UInt8](repeating: 0x61, count: length), count: 3)), type: .a)
      let query = UpstreamQuery.message(question, id: 1, withEDNS: true, wantsAuthenticData: false)
      let padded = QueryPadding.padded(query)
      #expect(padded.count.isMultiple(of: 128) && padded.count - query.count < 132)
      #expect(padded.starts(with: query.dropLast(2)))
    }
  }

  @Test("a query without EDNS stays as it is")
  func withoutEDNS() {
    let query = UpstreamQuery.message(
      RelayQuestion(name: .root, type: .a), id: 1, withEDNS: false, wantsAuthenticData: false)
    #expect(QueryPadding.padded(query) == query)
  }
}
