/// Random numbers that are the same for the same seed and round: SplitMix64 of Steele, Lea and Flood (2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  private init(state: UInt64) { self.state = state }

  /// The numbers of one round, so that a round can be had without those before it.
  init(seed: UInt64, round: UInt64) {
    var first = Self(state: seed)
    var second = Self(state: round ^ first.next())
    self.init(state: second.next())
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
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
