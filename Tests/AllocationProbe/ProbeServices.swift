import Discovery

/// The services of the probe.
enum ProbeServices {
  /// A service of so many instances; of some that can be picked, in two protocols, unless it is plain.
  static func service(_ name: String, _ count: Int, isPlain: Bool = true) throws -> Service {
    let instances = try (0..<count).map { number in
      let attributes = ["half": "\(number % 2)", "all": "yes", "proto": number % 3 == 0 ? "udp" : "tcp"]
      return Instance(
        endpoint: try Endpoint("10.0.3.\(number + 1):80"), created: UInt64(number),
        attributes: isPlain ? [:] : attributes,
        tags: isPlain || number % 2 > 0 ? [] : ["even"])
    }
    return Service(name: name, instances: instances, presence: .known, sources: [])
  }

  /// A service of one instance with a host name that stands for `host`; of two where that is looked up.
  static func hosted(_ name: String, _ host: ResolvedHost?) throws -> Service {
    let attributes = ["region": "eu", "half": "1"]
    let texts = ["db.example.com:80", "10.0.3.1:80"].prefix(host?.hasFailed == false ? 2 : 1)
    let instances = try texts.map { Instance(endpoint: try Endpoint($0), created: 0, attributes: attributes) }
    return Service(
      name: name, instances: instances, presence: .known, sources: [], hosts: host.map { ["db.example.com": $0] } ?? [:]
    )
  }
}
