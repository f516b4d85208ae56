extension [UInt8] {
  /// The 16-bit field in network order at `offset`, which must be inside.
  func uint16(at offset: Int) -> UInt16 { UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) }

  /// The 32-bit field in network order at `offset`, which must be inside.
  func uint32(at offset: Int) -> UInt32 { UInt32(uint16(at: offset)) << 16 | UInt32(uint16(at: offset + 2)) }

  /// Writes a 16-bit field in network order at `offset`, which must be inside.
  mutating func store(_ value: UInt16, at offset: Int) {
    self[offset] = UInt8(value >> 8)
    self[offset + 1] = UInt8(value & 0xFF)
  }

  /// Writes a 32-bit field in network order at `offset`, which must be inside.
  mutating func store(_ value: UInt32, at offset: Int) {
    store(UInt16(value >> 16), at: offset)
    store(UInt16(value & 0xFFFF), at: offset + 2)
  }
}
