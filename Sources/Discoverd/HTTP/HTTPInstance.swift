internal import Discovery

/// An instance as version 2 writes it. Go: `discoverd.Instance`.
package struct HTTPInstance: Codable, Equatable, Sendable {
  package var id: String
  package var addr: String
  package var proto: String
  package var meta: [String: String]?
  /// The age; given by the server.
  package var index: UInt64?

  /// The attribute that stands for version 2's protocol, so that both versions look alike.
  package static let protocolAttribute = "proto"
  /// The protocol where none is named.
  package static let defaultProtocol = "tcp"

  /// An instance as somebody else has written it.
  package init(id: String, addr: String, proto: String, meta: [String: String]?) {
    (self.id, self.addr, self.proto, self.meta) = (id, addr, proto, meta)
  }

  /// An instance at an address, with the protocol that its attributes name.
  package init(address: String, attributes: [String: String], index: UInt64? = nil) {
    proto = attributes[Self.protocolAttribute] ?? Self.defaultProtocol
    addr = address
    id = Self.id(protocol: proto, address: address)
    let meta = attributes.filter { $0.key != Self.protocolAttribute }
    (self.meta, self.index) = (meta.isEmpty ? nil : meta, index)
  }

  /// What names an instance: it follows from its protocol and address.
  package static func id(protocol proto: String, address: String) -> String { MessageDigest.md5("\(proto)-\(address)") }

  /// Its attributes, its protocol among them unless it is the usual one.
  package var attributes: [String: String] {
    var attributes = meta ?? [:]
    attributes[Self.protocolAttribute] = proto == Self.defaultProtocol ? nil : proto
    return attributes
  }

  /// The instance; absent where its address is none.
  var instance: Instance? {
    guard let endpoint = try? Endpoint(addr) else { return nil }
    return Instance(endpoint: endpoint, created: index ?? 0, attributes: attributes)
  }
}

/// What a stream tells. Go: `discoverd.Event`.
package struct HTTPEvent: Codable, Equatable, Sendable {
  package var service: String
  /// `up`, `update`, `down`, `leader`, `service_meta` or `current`.
  package var kind: String
  package var instance: HTTPInstance?

  package init(service: String, kind: String, instance: HTTPInstance? = nil) {
    (self.service, self.kind, self.instance) = (service, kind, instance)
  }
}
