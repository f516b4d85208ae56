import TestSupport

extension SeededGenerator {
  /// Any octet.
  mutating func octet() -> UInt8 { .random(in: .min ... .max, using: &self) }

  /// Changes one thing in a message behind its question, mostly where names, lengths and counts are.
  mutating func spoil(_ message: inout [UInt8], behind questionEnd: Int) {
    guard message.count > questionEnd + 2 else { return }
    let place = Int.random(in: questionEnd..<(message.count - 1), using: &self)
    let end = Int.random(in: place...min(place + 20, message.count), using: &self)
    switch Int.random(in: 0...8, using: &self) {
    case 0: message[place] = octet()
    case 1: message[place] ^= 1 << UInt8.random(in: 0...7, using: &self)
    case 2: message[place] = 0xC0
    case 3: (message[place], message[place + 1]) = (0xC0, octet())
    case 4: message.removeSubrange(place..<end)
    case 5: message.insert(contentsOf: message[place..<end], at: place)
    case 6: message.insert(octet(), at: place)
    case 7: message.removeSubrange(place...)
    default: message[Int.random(in: 6...11, using: &self)] = UInt8.random(in: 0...6, using: &self)
    }
  }
}
