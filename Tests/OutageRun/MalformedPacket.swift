/// Questions with something wrong in them.
enum MalformedPacket {
  /// One of any kind.
  static func random() -> [UInt8] {
    var packet = LoadQuestion.octets("s\(Int.random(in: 0..<10)).service.local")
    for _ in 0...Int.random(in: 0...2) { spoil(&packet) }
    return packet
  }

  private static func spoil(_ packet: inout [UInt8]) {
    guard packet.count > 1 else { return packet = [.random(in: 0...255)] }
    let place = Int.random(in: packet.indices)
    let other = Int.random(in: place...min(place + 30, packet.count))
    switch Int.random(in: 0...5) {
    case 0: packet[place] = .random(in: 0...255)
    case 1: packet[place] ^= 1 << UInt8.random(in: 0...7)
    case 2: packet.replaceSubrange(place..<min(place + 2, packet.count), with: [0xC0, .random(in: 0...63)])
    case 3: packet.removeSubrange(place..<other)
    case 4: packet.insert(contentsOf: packet[place..<other], at: other)
    default: packet.removeSubrange(place...)
    }
  }
}
