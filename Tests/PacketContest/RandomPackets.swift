internal import TestSupport

/// Random packets: queries, queries with a part made wrong, and octets of queries changed.
extension SeededGenerator {
  /// A packet: half of them well formed, a quarter of each other kind.
  mutating func packet() -> [UInt8] {
    var draft = draft()
    if isOne(in: 2) { return draft.octets }
    for _ in 0...Int.random(in: 0...1, using: &self) { spoil(&draft) }
    var packet = draft.octets
    if isOne(in: 2) { return packet }
    for _ in 0...Int.random(in: 0...2, using: &self) { spoil(&packet) }
    return packet
  }

  /// Makes one part of a query wrong, or adds one.
  private mutating func spoil(_ draft: inout Draft) {
    let section = pick([0, 1, 2, 2])
    switch Int.random(in: 0...12, using: &self) {
    case 0: draft.surplus[Int.random(in: 0...3, using: &self)] = pick([1, 2, .max, field()])
    case 1: draft.flags = field()
    case 2: draft.rest = octets(upTo: 12)
    case 3: draft.name = longName()
    case 4: draft.name = spoiled(draft.name)
    case 5: draft.sections[2].append(opt())
    case 6: draft.sections[section].insert(opt(), at: 0)
    case 7: draft.sections[2] = [Draft.record(41, class: 1232, brokenOptions())]
    case 8: draft.sections[2] = [Draft.record(owner: owner(), 41, class: 1232, [])]
    case 9: addQuestion(&draft)
    default: draft.sections[section].append(record())
    }
  }

  /// Puts a whole second question behind the first.
  private mutating func addQuestion(_ draft: inout Draft) {
    draft.surplus[0] = 1
    draft.name += [0, 1, 0, 1] + (isOne(in: 2) ? draft.name : pointer())
  }

  /// A name of about the greatest length, in labels of any length.
  private mutating func longName() -> [UInt8] {
    var name: [UInt8] = []
    let length = pick([250, 253, 254, 255, 256, 300])
    while name.count < length - 1 {
      let label = min(Int.random(in: 1...64, using: &self), length - 2 - name.count)
      guard label > 0 else { break }
      name += [UInt8(label)] + [UInt8](repeating: pick([0x61, 0, 0x2E, 0xFF, 0xC0]), count: label)
    }
    return name + (isOne(in: 2) ? [0] : Draft.wire("service.local"))
  }

  /// A name with one of its length octets changed, or a pointer in the place of its end.
  private mutating func spoiled(_ name: [UInt8]) -> [UInt8] {
    let cut = Int.random(in: 0...name.count, using: &self)
    switch Int.random(in: 0...2, using: &self) {
    case 0: return [pick([0, 1, 62, 63, 64, 127, 128, 191, 192, 255])] + name.dropFirst()
    case 1: return name.prefix(cut) + pointer()
    default: return name.prefix(cut) + name.suffix(cut)
    }
  }

  /// A pointer: to the question, into the header, to itself or anywhere.
  private mutating func pointer() -> [UInt8] {
    (0xC000 | pick([12, 12, 13, 0, 4, 29, 40, field() & 0x3F, field() & 0x3FFF])).octets
  }

  private mutating func owner() -> [UInt8] {
    switch Int.random(in: 0...4, using: &self) {
    case 0: [0]
    case 1, 2: pointer()
    case 3: [1, 0x78] + pointer()
    default: Draft.wire("x.service.local")
    }
  }

  private mutating func brokenOptions() -> [UInt8] {
    let option = option()
    return isOne(in: 2)
      ? option.dropLast(Int.random(in: 1...4, using: &self))
      : option + Draft.option(field(), octets(upTo: 9), length: field())
  }

  /// A record with RDATA that fits its type, or nearly.
  private mutating func record() -> [UInt8] {
    let (type, data) = recordData()
    let length = isOne(in: 4) ? pick([0, UInt16(data.count) + 1, UInt16(max(data.count, 1)) - 1, field()]) : nil
    return Draft.record(owner: owner(), type, class: isOne(in: 8) ? field() : 1, ttl: 5, data, length: length)
  }

  private mutating func recordData() -> (type: UInt16, data: [UInt8]) {
    let name = isOne(in: 2) ? pointer() : Draft.wire("a.service.local")
    switch Int.random(in: 0...8, using: &self) {
    case 0: return (1, [10, 0, 0, 1])
    case 1: return (28, [UInt8](repeating: 0, count: 16))
    case 2: return (pick([2, 5, 12, 39]), name)
    case 3: return (6, name + name + octets(upTo: 20))
    case 4: return (33, [0, 0, 0, 0, 0, 80] + name)
    case 5: return (16, [3, 97, 98, 99] + octets(upTo: 4))
    case 6: return (250, Draft.wire("hmac-sha256") + [0, 0, 0, 0, 0, 0, 1, 44, 0, 4, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0])
    case 7: return (65280, octets(upTo: 30))
    default: return (field() & 0x1FF, octets(upTo: 30))
    }
  }
}
