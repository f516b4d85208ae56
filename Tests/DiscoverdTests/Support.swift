import Discovery
import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport

@testable import Discoverd

/// A recording of the real server.
func recording(_ name: String) throws -> [UInt8] {
  let url = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/discoverd-v1/\(name).bin")
  return try [UInt8](Data(contentsOf: url ?? URL(fileURLWithPath: name)))
}

/// The octets in pieces, cut at random places that are the same at every run.
func pieces(_ octets: [UInt8], _ generator: inout SeededGenerator) -> [[UInt8]] {
  var (rest, pieces) = (octets[...], [[UInt8]]())
  while !rest.isEmpty {
    let piece = rest.prefix(Int.random(in: 1...120, using: &generator))
    pieces.append(Array(piece))
    rest = rest.dropFirst(piece.count)
  }
  return pieces
}

extension ServiceSet {
  /// The instances as text: endpoint, age and attributes.
  var text: String {
    instances.map { instance in
      let attributes = instance.attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
      return "\(instance.endpoint) \(instance.created)\(attributes)"
    }.joined(separator: ", ")
  }
}

extension WatchReport {
  /// The report as text: a set, or that the source is lost.
  var text: String {
    switch self {
    case .event(.current(let set)): "[\(set.text)]"
    case .event(.lost(let reason)): "lost: \(reason)"
    case .event(.failed(let reason, _)): "failed: \(reason)"
    case .oddity(let what): "odd: \(what)"
    }
  }
}

extension ConversationAction {
  var report: Report? { if case .report(let report) = self { report } else { nil } }

  var sent: String? {
    guard case .send(_, let octets) = self else { return nil }
    return String(decoding: octets, as: UTF8.self)
  }
}

/// What an HTTP decoder makes of a recorded reply.
enum ReplyPart: Equatable {
  case head(HTTPReplyHead)
  case body([UInt8])
  case end
}

/// Decodes recorded replies of one connection, as the runner's connections do, out of pieces.
func replyParts(_ pieces: [[UInt8]], requests: Int = 1) throws -> [ReplyPart] {
  let channel = EmbeddedChannel()
  try channel.pipeline.syncOperations.addHandlers(
    HTTPRequestEncoder(), ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)))
  for _ in 0..<requests {
    try channel.writeOutbound(
      HTTPClientRequestPart.head(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")))
    try channel.writeOutbound(HTTPClientRequestPart.end(nil))
  }
  for piece in pieces { try channel.writeInbound(ByteBuffer(bytes: piece)) }
  var parts: [ReplyPart] = []
  while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
    switch part {
    case .head(let head): parts.append(.head(HTTPReplyHead(head)))
    case .body(let buffer): parts.append(.body(Array(buffer.readableBytesView)))
    case .end: parts.append(.end)
    }
  }
  return parts
}

/// A recording of version 2's real server.
func recordingV2(_ name: String) throws -> [UInt8] {
  let url = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/discoverd-v2/\(name).bin")
  return try [UInt8](Data(contentsOf: url ?? URL(fileURLWithPath: name)))
}

extension Conversation {
  /// Passes parts of a reply in.
  mutating func receive(_ parts: [ReplyPart], of number: Int) -> [ConversationAction<Report>] {
    parts.flatMap { part in
      switch part {
      case .head(let head): receive(.replied(number, head))
      case .body(let octets): receive(.received(number, octets))
      case .end: receive(.finished(number))
      }
    }
  }

  /// Passes a whole reply in.
  mutating func receive(
    status: Int, _ body: String, of number: Int, headers: [String: String] = ["content-type": "application/json"]
  ) -> [ConversationAction<Report>] {
    receive(
      [.head(HTTPReplyHead(status: status, headers: headers)), .body(Array(body.utf8)), .end], of: number)
  }
}

extension ConversationAction {
  /// The request, if that is what is wanted, with its number.
  var request: (number: Int, address: DiscoverdAddress, request: HTTPRequest)? {
    if case .request(let number, let address, let request) = self { (number, address, request) } else { nil }
  }
}

/// A cluster whose answers may take five minutes: on a machine that stands still at times, five seconds are soon over.
func patientCluster(_ addresses: String, api: DiscoverdAPI = .auto) throws -> DiscoverdCluster {
  var cluster = try DiscoverdCluster(addresses, api: api)
  cluster.patience = 60
  return cluster
}
