/// What an answer says about a name's addresses of one family, along the aliases that it has.
package struct AddressAnswer: Sendable, Equatable {
  /// The RDATA of the address records; empty where there are none.
  package private(set) var addresses: [[UInt8]] = []
  /// The name that the last alias leads to, where the answer says nothing about that.
  package private(set) var alias: Name?
  /// Seconds that this holds: the least of the TTLs on the way, and of the SOA record's where there are no addresses (RFC 2308
  /// section 5).
  package private(set) var ttl = UInt32(Int32.max)

  /// As many aliases of an answer are followed; more are a loop, or as good as one.
  package static let maximumAliases = 16
  /// Seconds that holds what comes without SOA record: RFC 2308 section 5 forbids to keep it, but it is asked again no sooner.
  private static let lifetimeWithoutSOA: UInt32 = 1

  /// Reads the answer to a question that a relay has answered; absent where that has failed, or the records make no sense.
  package init?(_ answer: RelayedAnswer, to question: RelayQuestion) {
    let name = question.name.wire
    let message = [UInt8](repeating: 0, count: Header.length) + name + [0, 0, 0, 0] + answer.records
    self.init(
      message, to: question, code: answer.code, recordsAt: Header.length + name.count + 4,
      counts: (answer.answerCount, answer.authorityCount))
  }

  /// Reads a whole message with one question, the one that it answers; absent where it is no answer, or not from an authority.
  package init?(authoritative message: [UInt8], to question: RelayQuestion) {
    let recordsAt = Header.length + question.name.wire.count + 4
    guard message.count >= recordsAt, let header = message.withOctets({ Header($0) }),
      header.flags & HeaderFlag.authoritative != 0
    else { return nil }
    self.init(
      message, to: question, code: header.responseCode, recordsAt: recordsAt,
      counts: (header.answerCount, header.authorityCount))
  }

  private init?(
    _ message: [UInt8], to question: RelayQuestion, code: ResponseCode, recordsAt: Int,
    counts: (answer: UInt16, authority: UInt16)
  ) {
    guard code == .noError || code == .nxDomain else { return nil }
    do throws(MessageError) {
      let answer = try Self.records(message, from: recordsAt, counts: counts)
      try read(answer.records, authority: answer.authority, message, question, isName: code == .noError)
    } catch {
      return nil
    }
  }

  private static func records(
    _ message: [UInt8], from start: Int, counts: (answer: UInt16, authority: UInt16)
  ) throws(MessageError) -> (records: [ResourceRecord], authority: [ResourceRecord]) {
    let octets = unsafe message.span.bytes  // octets have no padding that could be read uninitialized
    var reader = MessageReader(offset: start)
    var (answer, authority): ([ResourceRecord], [ResourceRecord]) = ([], [])
    for _ in 0..<counts.answer { answer.append(try ResourceRecord(octets, &reader)) }
    for _ in 0..<counts.authority { authority.append(try ResourceRecord(octets, &reader)) }
    return (answer.filter { $0.recordClass == .in }, authority.filter { $0.recordClass == .in })
  }

  private mutating func read(
    _ records: [ResourceRecord], authority: [ResourceRecord], _ message: [UInt8], _ question: RelayQuestion,
    isName: Bool
  ) throws(MessageError) {
    let target = try follow(from: question.name, records, message)
    for record in records where record.type == question.type && record.owner == target {
      addresses.append(Array(message[record.rdata]))
      ttl = min(ttl, record.ttl)
    }
    guard addresses.isEmpty else { return }
    if let soa = authority.first(where: { $0.type == .soa }) {
      ttl = min(ttl, soa.ttl, Self.minimum(of: soa, message))
    } else if isName, target != question.name {
      alias = target
    } else {
      ttl = min(ttl, Self.lifetimeWithoutSOA)
    }
  }

  /// The name at the end of the aliases that begin with a name.
  private mutating func follow(
    from name: Name, _ records: [ResourceRecord], _ message: [UInt8]
  ) throws(MessageError) -> Name {
    var target = name
    for _ in 0..<Self.maximumAliases {
      guard let record = records.first(where: { $0.type == .cname && $0.owner == target }) else { break }
      ttl = min(ttl, record.ttl)
      var reader = MessageReader(offset: record.rdata.lowerBound)
      target = try reader.readName(unsafe message.span.bytes)  // octets have no padding
    }
    return target
  }

  /// MINIMUM, the last four octets of an SOA record's RDATA.
  private static func minimum(of soa: ResourceRecord, _ message: [UInt8]) -> UInt32 {
    message[soa.rdata].suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
