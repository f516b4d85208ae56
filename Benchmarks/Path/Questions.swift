import DNSWire

/// The questions that are counted.
enum Questions {
  /// A question by name.
  struct Kind {
    let name: String
    let message: [UInt8]
    var isOverTCP = false
  }

  /// What is counted and timed: answers that hosts ask for all day, refusals, and answers as large as they get.
  static let kinds = [
    Kind(name: "srv", message: query(Servers.name(7), .srv)),
    Kind(name: "a", message: query(Servers.name(7), .a)),
    Kind(name: "nodata", message: query(Servers.name(7), .aaaa)),
    Kind(name: "nxdomain", message: query("none", .a)),
    Kind(name: "formerr", message: query(Servers.name(7), .a, options: badCookie)),
    Kind(name: "srv-of-many", message: query("many", .srv)),
    Kind(name: "a-of-many", message: query("many", .a)),
    Kind(name: "srv-of-many-tcp", message: query("many", .srv), isOverTCP: true),
    Kind(name: "a-of-many-tcp", message: query("many", .a), isOverTCP: true),
  ]

  /// A cookie of a length that none has, RFC 7873 section 5.2.2: the mistake that is found last.
  private static let badCookie: [UInt8] = [0, 10, 0, 2, 1, 2]

  /// A question with EDNS about a service in the zone that is measured.
  static func query(_ service: String, _ type: RecordType, options: [UInt8] = []) -> [UInt8] {
    let name = [service, "service", "local", ""].flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    let opt: [UInt8] = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, UInt8(options.count)]
    return [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1] + name + [0, UInt8(type.rawValue), 0, 1] + opt + options
  }
}
