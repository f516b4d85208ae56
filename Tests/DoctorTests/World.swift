import DNSWire

@testable import Doctor

/// A host with some of its files, whose name servers know addresses by name; all others do not exist. A name with `fails`
/// or `silent` in front of its address gets that.
struct World {
  var facts = HostFacts()
  var addresses: [String: String] = [:]

  init(switch line: String = "files dns", resolver: String = "nameserver 127.0.0.1\n", _ addresses: [String: String]) {
    facts.serviceSwitch = ServiceSwitch(parsing: "hosts: \(line)\n")
    facts.resolver = ResolverFacts(parsing: resolver)
    self.addresses = addresses
  }

  func walk(_ name: String) -> NameWalk {
    NameWalk(following: name, facts) { [addresses] server, name, type, _ in
      switch addresses[name.plain] ?? addresses[server.host] {
      case "silent": .nothing("no answer within 2 seconds")
      case "fails": .answer(ServerAnswer(code: .servFail, extendedErrors: [14]))
      case "refuses": .answer(ServerAnswer(code: .refused))
      case "soa": .answer(ServerAnswer(code: .noError, records: ["\(name) 5 IN SOA ns. hm. 1 2 3 4 5"]))
      case .some(let address) where type == .a:
        .answer(ServerAnswer(code: .noError, records: ["\(name) 5 IN A \(address)"]))
      case .some: .answer(ServerAnswer(code: .noError))
      case nil: .answer(ServerAnswer(code: .nxDomain))
      }
    }
  }
}
