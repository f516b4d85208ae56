/// A query put together octet by octet.
struct Message {
  var id: UInt16 = 0x1234
  var flags: UInt16 = 0x0100
  var counts: [UInt16] = [1, 0, 0, 0]
  /// What follows the header.
  var body: [UInt8] = Self.question("api.local", type: 33)

  var octets: [UInt8] { ([id, flags] + counts).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } + body }

  static func question(_ name: String, type: UInt16, recordClass: UInt16 = 1) -> [UInt8] {
    let labels = name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    return labels + [0] + [type, recordClass].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }

  /// An OPT record: payload size 1,400, the version, DO as asked, and options as they are.
  static func opt(version: UInt8 = 0, flags: UInt8 = 0, options: [UInt8] = []) -> [UInt8] {
    [0, 0, 41, 0x05, 0x78, 0, version, flags, 0, UInt8(options.count >> 8), UInt8(options.count & 0xFF)] + options
  }
}
