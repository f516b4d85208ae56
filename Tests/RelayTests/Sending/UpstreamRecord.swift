import DNSWire
import HostSystem
import NIOCore

/// What an upstream was asked.
final class UpstreamRecord: Sendable {
  private let queries = Guarded<[(message: [UInt8], source: Int, connection: Int?)]>([])
  private let connectionCount = Guarded(0)

  /// Notes a query.
  ///
  /// - Parameters:
  ///   - message: the query.
  ///   - source: the port it came from.
  ///   - connection: which connection it came over; absent for UDP.
  func note(_ message: [UInt8], from source: Int, connection: Int? = nil) {
    queries.withLock { $0.append((message, source, connection)) }
  }

  /// A number for a new connection.
  func open() -> Int {
    connectionCount.withLock {
      $0 += 1
      return $0
    }
  }

  var connections: Int { connectionCount.withLock { $0 } }
  var messages: [[UInt8]] { queries.withLock { $0.map(\.message) } }
  var ids: [UInt16] { messages.map { UInt16($0[0]) << 8 | UInt16($0[1]) } }
  var sources: [Int] { queries.withLock { $0.map(\.source) } }
  var overStreams: Int { queries.withLock { $0.count { $0.connection != nil } } }
}

/// A reply's octets for a query, without records and with a code.
func emptyReply(to query: [UInt8], code: UInt8, truncated: Bool = false) -> [UInt8] {
  var reply = Array(addressReply(to: query, ttl: 60).dropLast(16))
  (reply[2], reply[3], reply[7]) = (truncated ? 0x83 : 0x81, 0x80 | code, 0)
  return reply
}

/// Whether a query has an OPT record.
func hasOPT(_ query: [UInt8]) -> Bool { query[11] == 1 }
