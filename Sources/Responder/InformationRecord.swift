internal import Discovery
internal import DNSWire
internal import ServiceIndex

/// The TXT record at `_info.Z`: version, number of services, seconds since the newest change, and each source's state.
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

  /// Octets of the RDATA.
  var length: Int {
    var length = identity.versionText.isEmpty ? 0 : 1 + identity.versionText.count
    let numbers = numbers
    for index in numbers.indices { length += 1 + numbers[index].0.utf8CodeUnitCount + numbers[index].1.digits }
    for source in identity.sources { length += 1 + source.count + Self.liveState.utf8CodeUnitCount }
    return length
  }

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
  }
}

extension AnswerEncoder {
  /// Writes the record, to be asked for anew each second.
  mutating func writeInformation(_ record: InformationRecord, to output: inout MutableRawSpan) {
    guard writer.fits(Self.headLength + record.length) else { return noteMissing(0, of: 1) }
    writer.writePointer(to: nameOffset, in: &output)
    writer.writeRecordHead(.txt, ttl: Responder.maximumLeaderTTL, rdataLength: record.length, to: &output)
    record.write(with: &writer, to: &output)
    answerCount += 1
  }
}
