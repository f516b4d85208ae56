import Discovery
import Logging
import SavedState

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A catalog with something of every kind.
func everyKind() throws -> SavedCatalog {
  let plain = Instance(endpoint: try Endpoint("10.0.0.1:80"), created: 7)
  let rich = Instance(
    endpoint: try Endpoint("[2001:db8::1]:65535"), created: .max, attributes: ["region": "eu", "": "ü"],
    tags: ["blue", ""], weight: 65535)
  let host = Instance(endpoint: try Endpoint("db.example:0"), created: 0, weight: 0)
  let services = [
    SavedCatalog.Service(name: "api", set: ServiceSet([plain, rich, host]), age: .zero),
    SavedCatalog.Service(
      name: "led", set: ServiceSet([plain, rich], leadership: .appointed(rich.endpoint)), age: .milliseconds(1500)),
    SavedCatalog.Service(name: "nobody", set: ServiceSet([plain], leadership: .appointed(nil)), age: .seconds(9)),
  ]
  return SavedCatalog(
    sources: [
      SavedCatalog.Source(name: "one", services: services), SavedCatalog.Source(name: "two", services: []),
    ], recent: ["gone": .seconds(60)])
}

/// A catalog of `count` instances, ten to a service.
func many(_ count: Int) -> SavedCatalog {
  let services = (0..<count / 10).map { service in
    SavedCatalog.Service(
      name: "service-\(service)",
      set: ServiceSet(
        (0..<10).map { number in
          Instance(
            endpoint: Endpoint(address: .ipv4(UInt32(service * 10 + number)), port: 8080), created: UInt64(number),
            attributes: ["version": "1.2.3", "region": "eu"])
        }), age: .zero)
  }
  return SavedCatalog(sources: [SavedCatalog.Source(name: "one", services: services)], recent: [:])
}
