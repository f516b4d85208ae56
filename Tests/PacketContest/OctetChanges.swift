internal import TestSupport

/// Changes to packets that know nothing of what the octets mean.
extension SeededGenerator {
  /// Changes one thing in a packet.
  mutating func spoil(_ packet: inout [UInt8]) {
    guard packet.count > 1 else { return packet = octets(upTo: 40) }
    let place = Int.random(in: packet.indices, using: &self)
    let other = Int.random(in: place...min(place + 30, packet.count), using: &self)
    switch Int.random(in: 0...8, using: &self) {
    case 0: packet[place] = .random(in: .min ... .max, using: &self)
    case 1: packet[place] ^= 1 << UInt8.random(in: 0...7, using: &self)
    case 2: packet.replaceSubrange(place..<min(place + 2, packet.count), with: field().octets)
    case 3: packet.replaceSubrange(place..<min(place + 2, packet.count), with: (0xC000 | field() & 0x3F).octets)
    case 4: packet.removeSubrange(place..<other)
    case 5: packet.insert(contentsOf: packet[place..<other], at: other)
    case 6: packet.insert(contentsOf: octets(upTo: 6), at: place)
    case 7: packet.removeSubrange(place...)
    default: packet.replaceSubrange(place..., with: tail(behind: place))
    }
  }

  /// The end of another packet, from where this one stops or near.
  private mutating func tail(behind place: Int) -> ArraySlice<UInt8> {
    draft().octets.dropFirst(max(0, place + Int.random(in: -4...4, using: &self)))
  }
}
