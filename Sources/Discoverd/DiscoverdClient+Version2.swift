internal import Discovery

/// What only discoverd's second version has. Each call throws ``DiscoverdError/needsVersion2`` where the first answers.
extension DiscoverdClient {
  /// A value that a service carries, changed by compare-and-swap. Go: `discoverd.ServiceMeta`.
  public struct ServiceMetadata: Sendable, Equatable {
    /// Any JSON value, as its octets.
    public let data: [UInt8]
    /// Its number, to be named by whoever changes it; 0 for one that is not there yet.
    public let index: UInt64

    /// A value and its number.
    public init(data: [UInt8], index: UInt64) { (self.data, self.index) = (data, index) }
  }

  /// Adds a service. Go: `Client.AddService`.
  ///
  /// - Parameters:
  ///   - name: of small letters, digits and hyphens.
  ///   - hasAppointedLeader: whether somebody says who leads, in the place of age.
  /// - Throws: ``DiscoverdError/conflict(_:)`` where there is one already.
  public func addService(_ name: String, hasAppointedLeader: Bool = false) async throws(DiscoverdError) {
    let type = hasAppointedLeader ? "manual" : "oldest"
    try await call("PUT", HTTPRequest.path(name), ["leader_type": type])
  }

  /// Removes a service. Go: `Client.RemoveService`.
  ///
  /// - Throws: ``DiscoverdError/notFound(_:)``.
  public func removeService(_ name: String) async throws(DiscoverdError) {
    try await call("DELETE", HTTPRequest.path(name))
  }

  /// Appoints the leader of a service that has its leader appointed. Go: `Client.SetLeader`.
  ///
  /// - Parameter instance: a registration of the service; one that is not there leads once it is.
  /// - Throws: ``DiscoverdError/refused(_:)`` for another service.
  public func appointLeader(_ instance: Registration) async throws(DiscoverdError) {
    let id = HTTPInstance(address: instance.address, attributes: instance.attributes).id
    try await call("PUT", HTTPRequest.path(instance.name, "leader"), ["id": id])
  }

  /// The value that a service carries. Go: `Service.GetMeta`.
  ///
  /// - Throws: ``DiscoverdError/notFound(_:)`` where there is none.
  public func metadata(of name: String) async throws(DiscoverdError) -> ServiceMetadata {
    try Self.metadata(try await call(HTTPRequest("GET", HTTPRequest.path(name, "meta"))))
  }

  /// Changes the value that a service carries. Go: `Service.SetMeta`.
  ///
  /// - Parameters:
  ///   - metadata: the new value, with the number of the one that it replaces; 0 where there is none yet.
  ///   - name: the service.
  /// - Returns: the value with its new number.
  /// - Throws: ``DiscoverdError/conflict(_:)`` where another value is there than the number says.
  @discardableResult
  public func setMetadata(_ metadata: ServiceMetadata, of name: String) async throws(DiscoverdError) -> ServiceMetadata
  {
    let body = Array("{\"data\":".utf8) + metadata.data + Array(",\"index\":\(metadata.index)}".utf8)
    return try Self.metadata(try await call(HTTPRequest("PUT", HTTPRequest.path(name, "meta"), body: body)))
  }

  /// Reads `{"data":…,"index":…}`, the data as they were written.
  private static func metadata(_ reply: HTTPReply) throws(DiscoverdError) -> ServiceMetadata {
    guard let members = try? JSONMembers(reply.body), let data = members["data"],
      let index = members["index"].flatMap({ JSONValue.decode(UInt64.self, $0) })
    else { throw .unreachable(reason: "metadata that are none") }
    return ServiceMetadata(data: data, index: index)
  }

  private func call(_ method: String, _ path: String, _ body: [String: String]? = nil) async throws(DiscoverdError) {
    _ = try await call(HTTPRequest(method, path, body: body.map { JSONValue.encode($0) } ?? []))
  }

  private func call(_ request: HTTPRequest) async throws(DiscoverdError) -> HTTPReply {
    guard cluster.api != .v1 else { throw .needsVersion2 }
    let report = await withCheckedContinuation { continuation in
      // The conversation reports once, whatever happens, since its time is limited.
      let time = HTTPCallConversation.totalTime * cluster.patience
      let talk = HTTPCallConversation(request, peers: cluster.peers, totalTime: time)
      _ = Session(talk, patience: cluster.patience) { _ in
      } report: {
        continuation.resume(returning: $0)
      }
    }
    guard case .reply(let reply) = report else {
      if case .failure(let reason) = report { throw .unreachable(reason: reason) }
      throw .closed
    }
    switch reply.meaning {
    case .success: return reply
    case .notFound(let text): throw .notFound(text)
    case .conflict(let text): throw .conflict(text)
    case .refused(let text): throw .refused(text)
    case .failure(let reason): throw .unreachable(reason: reason)
    case .otherVersion: throw .needsVersion2
    }
  }
}
