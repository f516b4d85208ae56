/// A query before it is octets, so that one part of it can be made wrong and the others stay.
struct Draft {
  var id: UInt16
  var flags: UInt16
  /// The QNAME in wire form.
  var name: [UInt8]
  var type: UInt16
  var recordClass: UInt16 = 1
  /// The records of the answer, authority and additional sections.
  var sections: [[[UInt8]]] = [[], [], []]
  /// What each count of the header is said to be more than it is.
  var surplus: [UInt16] = [0, 0, 0, 0]
  /// What follows the last record.
  var rest: [UInt8] = []

  /// The message.
  var octets: [UInt8] {
    let counts = [1] + sections.map { UInt16($0.count) }
    let header = [id, flags] + zip(counts, surplus).map { $0 &+ $1 }
    return header.flatMap(\.octets) + name + type.octets + recordClass.octets + sections.joined().joined() + rest
  }

  /// A record of its parts, RDLENGTH as said or what it is.
  static func record(
    owner: [UInt8] = [0], _ type: UInt16, class recordClass: UInt16 = 1, ttl: UInt32 = 0, _ data: [UInt8],
    length: UInt16? = nil
  ) -> [UInt8] {
    let ttl = UInt16(ttl >> 16).octets + UInt16(ttl & 0xFFFF).octets
    return owner + type.octets + recordClass.octets + ttl + (length ?? UInt16(data.count)).octets + data
  }

  /// An EDNS option of its number and data, its length as said or what it is.
  static func option(_ code: UInt16, _ data: [UInt8], length: UInt16? = nil) -> [UInt8] {
    code.octets + (length ?? UInt16(data.count)).octets + data
  }

  /// A name's wire form; labels are separated by dots, and none is checked.
  static func wire(_ name: String) -> [UInt8] {
    name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
  }
}
