internal import TestSupport

extension SeededGenerator {
  /// The numbers of one round, so that a round can be had without those before it.
  init(seed: UInt64, round: UInt64) {
    var first = Self(seed: seed)
    var second = Self(seed: round ^ first.next())
    self.init(seed: second.next())
  }

  /// True once in `count` times.
  mutating func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  /// One of the elements, of which there has to be one.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }

  /// Up to `count` octets.
  mutating func octets(upTo count: Int) -> [UInt8] {
    (0..<Int.random(in: 0...count, using: &self)).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }

  /// A 16-bit field: any, or one where something changes.
  mutating func field() -> UInt16 {
    isOne(in: 2)
      ? .random(in: .min ... .max, using: &self)
      : pick([0, 1, 2, 11, 12, 63, 64, 255, 256, 511, 512, 513, 1231, 1232, 1233, 0x3FFF, 0x7FFF, 0x8000, 0xFFFF])
  }
}

extension UInt16 {
  /// The field in network order.
  var octets: [UInt8] { [UInt8(self >> 8), UInt8(self & 0xFF)] }
}
