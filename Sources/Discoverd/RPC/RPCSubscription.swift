internal import Discovery

/// One connection that subscribes to one service: the handshake, the call, and the set as it follows from the updates.
struct RPCSubscription: Sendable {
  private let name: String
  /// The id of the call.
  private let call: Int
  private var inbox: [UInt8] = []
  private var isConnected = false
  private var framer = JSONObjectFramer()
  private var instances: [String: Instance] = [:]
  /// Whether the present state is complete.
  private(set) var isCurrent = false
  /// Why updates were passed over, each reason once.
  private(set) var oddities: Set<String> = []

  /// As many instances of a service are kept; beyond, the server is taken to be broken.
  static let maximumInstances = 100_000
  /// As many oddities are told apart.
  private static let maximumOddities = 100

  init(_ name: String, call: Int) { (self.name, self.call) = (name, call) }

  /// The set as it is now.
  var set: ServiceSet { ServiceSet(instances.values) }

  /// Takes octets in.
  ///
  /// - Returns: what to send, and whether the set may have changed or become current.
  mutating func receive(_ octets: [UInt8]) throws(RPCSubscriptionError) -> (send: [UInt8], hasChanged: Bool) {
    do throws(WireError) {
      let call = isConnected ? nil : try connect(octets)
      guard isConnected else { return ([], false) }
      let objects = try framer.receive(call == nil ? octets : inbox)
      for object in objects { try receive(object: object) }
      return (call ?? [], !objects.isEmpty)
    } catch {
      throw RPCSubscriptionError(reason: error.description, isOtherVersion: error.isOtherVersion)
    }
  }

  /// Waits for the whole reply before it calls: what comes with the handshake is lost by the original server. What comes
  /// with the reply stays in the inbox.
  private mutating func connect(_ octets: [UInt8]) throws(WireError) -> [UInt8]? {
    inbox += octets
    guard try RPCHandshake.readReply(&inbox) else { return nil }
    isConnected = true
    return RPCRequest(method: RPCRequest.subscribe, arguments: RPCArguments(name: name), id: call).encoded
  }

  private mutating func receive(object: [UInt8]) throws(WireError) {
    let reply = try RPCReply(object)
    guard reply.id.elementsEqual(String(call).utf8) else { return note("a reply to a call that was not made") }
    if let error = reply.error { throw .refusedCall(error) }
    guard let update = JSONValue.decode(InstanceUpdate.self, reply.result) else { throw .malformed }
    try apply(update)
  }

  private mutating func apply(_ update: InstanceUpdate) throws(WireError) {
    guard update != .current else { return isCurrent = true }
    guard update.name == name else { return note("an update of another service, '\(update.name)'") }
    guard update.isOnline else { return instances[update.address] = nil }
    guard let endpoint = try? Endpoint(update.address) else {
      return note("an instance with the address '\(update.address)', which is none")
    }
    instances[update.address] = Instance(
      endpoint: endpoint, created: update.created, attributes: update.attributes ?? [:])
    guard instances.count <= Self.maximumInstances else { throw .tooManyInstances }
  }

  private mutating func note(_ oddity: String) {
    if oddities.count < Self.maximumOddities { oddities.insert(oddity) }
  }
}

/// Why a subscription ended.
struct RPCSubscriptionError: Error, Equatable {
  let reason: String
  /// Whether the server speaks HTTP, but not the protocol.
  let isOtherVersion: Bool
}
