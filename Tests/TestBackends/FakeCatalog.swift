/// An instance as it is registered.
package struct FakeInstance: Sendable {
  package var id: String
  package var address: String
  package var port: Int? = 80
  package var node = "n1"
  package var nodeAddress = "10.9.9.9"
  package var status = "passing"
  package var tags: [String] = []
  package var meta: [String: String]?
  package var weights = (passing: 1, warning: 1)
  /// The index of the write that made it.
  fileprivate(set) var created: UInt64 = 0

  /// An instance with an id of its own, or one made of its address.
  package init(_ address: String, id: String? = nil) { (self.id, self.address) = (id ?? "web-\(address)", address) }

  /// An entry of `/v1/health/service`, with the members that a client must pass over.
  fileprivate func entry(_ service: String) -> String {
    let pairs = meta.map { "{" + $0.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}" }
    let port = port.map { "\"Port\":\($0)," } ?? ""
    return """
      {"Node":{"ID":"8a7b7017","Node":"\(node)","Address":"\(nodeAddress)","Datacenter":"dc1","TaggedAddresses":null,\
      "Meta":null,"CreateIndex":11,"ModifyIndex":12},"Service":{"ID":"\(id)","Service":"\(service)","Tags":\(tags),\
      "Address":"\(address)","TaggedAddresses":null,"Meta":\(pairs ?? "null"),\(port)"Weights":{"Passing":\
      \(weights.passing),"Warning":\(weights.warning)},"EnableTagOverride":false,"Proxy":{"Mode":""},"Connect":{},\
      "CreateIndex":\(created),"ModifyIndex":\(created)},"Checks":[{"CheckID":"serfHealth","Status":"passing",\
      "ServiceID":""},{"CheckID":"service:\(id)","Status":"\(status)","ServiceID":"\(id)"}]}
      """
  }
}

/// What the servers of a datacenter know, and its indexes: each service has its own, and a name without instances has that of
/// the last service that vanished.
package struct FakeCatalog: Sendable {
  private struct Service: Sendable {
    var instances: [FakeInstance] = []
    var index: UInt64
  }

  /// Nothing is registered.
  package init() {}

  private var services: [String: Service] = [:]
  private var index: UInt64 = 11
  private var extinction: UInt64?

  /// What `X-Consul-Index` is for a service, or for the names of all.
  package func index(of name: String) -> UInt64 {
    name.isEmpty ? index : services[name.lowercased()]?.index ?? extinction ?? index
  }

  /// Registers instances, or changes them; an age stays. Those of one transaction have one.
  package mutating func register(_ instances: [FakeInstance], as name: String, atOnce: Bool = false) {
    let key = name.lowercased()
    var service = services[key] ?? Service(index: 0)
    let places = Dictionary(service.instances.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
    if atOnce { index += 1 }
    for var instance in instances {
      if !atOnce { index += 1 }
      let place = places[instance.id]
      instance.created = place.map { service.instances[$0].created } ?? index
      if let place { service.instances[place] = instance } else { service.instances.append(instance) }
    }
    service.index = index
    services[key] = service
  }

  /// Removes an instance. The last one takes its place, as `?passing` has it.
  package mutating func deregister(_ id: String, of name: String) {
    guard var service = services[name.lowercased()], let place = service.instances.firstIndex(where: { $0.id == id })
    else { return }
    index += 1
    service.instances.swapAt(place, service.instances.count - 1)
    service.instances.removeLast()
    service.index = index
    services[name.lowercased()] = service.instances.isEmpty ? nil : service
    if service.instances.isEmpty { extinction = index }
  }

  /// Changes what a check says.
  package mutating func setStatus(_ status: String, of id: String, in name: String) {
    guard let instance = services[name.lowercased()]?.instances.first(where: { $0.id == id }) else { return }
    var changed = instance
    changed.status = status
    register([changed], as: name)
  }

  /// Moves a service's index without a change that can be seen.
  package mutating func touch(_ name: String) {
    index += 1
    services[name.lowercased()]?.index = index
  }

  /// The body of an answer about a service, or about the names of all.
  package func list(_ name: String, passing: Bool, tag: String?) -> String {
    guard !name.isEmpty else { return "{" + services.keys.map { "\"\($0)\":[]" }.joined(separator: ",") + "}\n" }
    let instances = services[name.lowercased()]?.instances ?? []
    let shown = instances.filter { instance in
      (!passing || instance.status == "passing") && tag.map { instance.tags.contains($0) } ?? true
    }
    return "[" + shown.map { $0.entry(name) }.joined(separator: ",") + "]\n"
  }
}
