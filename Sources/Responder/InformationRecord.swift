internal import Discovery
internal import DNSWire
internal import ServiceIndex

/// The TXT record at `_info.Z`: version, number of services, seconds since the newest change, each source's state, and counters.
struct InformationRecord {
  let identity: Identity
  let services: Int
  /// Seconds since the newest change.
  let age: Int
  let attributesLeftOut: Int
  /// The sources that are gone.
  let gone: SourceMask

  private static let services: StaticString = "services="
  private static let age: StaticString = "changed="
  private static let leftOut: StaticString = "attributes-left-out="
  private static let goneState: StaticString = "=gone"
  private static let liveState: StaticString = "=live"

  /// Octets that the RDATA has at most: counters go on while it is written.
  var maximumLength: Int {
    var length = identity.versionText.isEmpty ? 0 : 1 + identity.versionText.count
    let numbers = numbers
    for index in numbers.indices { length += 1 + numbers[index].0.utf8CodeUnitCount + numbers[index].1.digits }
    for source in identity.sources { length += 1 + source.count + Self.liveState.utf8CodeUnitCount }
    for counter in identity.counters { length += 1 + counter.text.count + Self.maximumDigits }
    return length
  }

  /// Decimal digits of the largest number.
  private static let maximumDigits = 19

  /// What is said in numbers.
  private var numbers: InlineArray<3, (StaticString, Int)> {
    [(Self.services, services), (Self.age, age), (Self.leftOut, attributesLeftOut)]
  }

  /// Writes the RDATA.
  func write(with writer: inout MessageWriter, to output: inout MutableRawSpan) {
    if !identity.versionText.isEmpty {
      writer.write(UInt8(identity.versionText.count), to: &output)
      identity.versionText.withOctets { writer.write($0, to: &output) }
    }
    let numbers = numbers
    for index in numbers.indices {
      let (text, number) = numbers[index]
      writer.write(UInt8(text.utf8CodeUnitCount + number.digits), to: &output)
      writer.write(text, to: &output)
      writer.writeDecimal(number, to: &output)
    }
    for (rank, source) in identity.sources.enumerated() {
      let state = gone.contains(SourceMask(rank: rank)) ? Self.goneState : Self.liveState
      writer.write(UInt8(source.count + state.utf8CodeUnitCount), to: &output)
      source.withOctets { writer.write($0, to: &output) }
      writer.write(state, to: &output)
    }
    for counter in identity.counters { write(counter, with: &writer, to: &output) }
  }

  private func write(_ counter: Identity.Counter, with writer: inout MessageWriter, to output: inout MutableRawSpan) {
    let number = max(counter.value(), 0)
    writer.write(UInt8(counter.text.count + number.digits), to: &output)
    counter.text.withOctets { writer.write($0, to: &output) }
    writer.writeDecimal(number, to: &output)
  }
}

extension AnswerEncoder {
  /// Writes the record, to be asked for anew each second.
  mutating func writeInformation(_ record: InformationRecord, to output: inout MutableRawSpan) {
    guard writer.fits(Self.headLength + record.maximumLength) else { return noteMissing(0, of: 1) }
    writer.writeRecordHead(.txt, at: nameOffset, ttl: Responder.maximumLeaderTTL, rdataLength: 0, to: &output)
    let start = writer.offset
    record.write(with: &writer, to: &output)
    output.store(UInt16(writer.offset - start), at: start - 2)
    answerCount += 1
  }
}
