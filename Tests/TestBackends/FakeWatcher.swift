import Discoverd
import Foundation
import NIOCore

/// A connection that follows a service, and the words of its version for what happens.
struct FakeWatcher: Sendable {
  let channel: any Channel
  /// The service.
  let name: String
  let version: DiscoverdAPI

  /// Tells what there is.
  func begin(_ instances: [FakeChange]) {
    guard version == .v2 else {
      return say(instances.map(update) + [reply(.current)])
    }
    let events = instances.map { event("up", $0) } + (instances.first.map { [event("leader", $0)] } ?? [])
    say([Self.streamHead] + events + [event("current", nil)])
  }

  /// Tells what changed, and, in version 2, who leads because of that.
  func tell(_ change: FakeChange, leader: FakeChange?, isNewLeader: Bool) {
    guard version == .v2 else { return say([update(change)]) }
    say([event(change.isOnline ? "up" : "down", change)] + (isNewLeader ? [event("leader", leader)] : []))
  }

  private func say(_ parts: [[UInt8]]) { channel.say(parts.joined()) }

  private func update(_ change: FakeChange) -> [UInt8] {
    reply(
      InstanceUpdate(
        name: name, address: change.address, isOnline: change.isOnline, created: change.isOnline ? change.age : 0))
  }

  /// A watch's call has the number 0.
  private func reply(_ update: InstanceUpdate) -> [UInt8] {
    RPCReply(id: Array("0".utf8), result: update.encoded).encoded
  }

  private func event(_ kind: String, _ change: FakeChange?) -> [UInt8] {
    let data = Self.json(HTTPEvent(service: name, kind: kind, instance: change.map(Self.instance)))
    return Self.chunk(Array("data: ".utf8) + data + Array("\n\n".utf8))
  }

  /// An instance as version 2 shows it.
  static func instance(_ change: FakeChange) -> HTTPInstance {
    HTTPInstance(address: change.address, attributes: [:], index: change.age)
  }

  /// A value as JSON; these are such that always have one.
  static func json(_ value: some Encodable) -> [UInt8] { (try? JSONEncoder().encode(value)).map(Array.init) ?? [] }

  /// The sign of life that version 2 gives where nothing happens.
  static let comment = chunk(Array(":\n".utf8))

  private static func chunk(_ octets: [UInt8]) -> [UInt8] {
    Array("\(String(octets.count, radix: 16))\r\n".utf8) + octets + Array("\r\n".utf8)
  }

  private static let streamHead = Array(
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
}
