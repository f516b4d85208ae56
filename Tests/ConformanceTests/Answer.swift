import ZoneFile

/// What a server answered.
struct Answer {
  let octets: [UInt8]
  let message: ParsedMessage

  /// Reads an answer; libldns has to understand it.
  init(_ octets: [UInt8]) throws {
    self.octets = octets
    message = try ParsedMessage(octets)
  }

  /// The response code with the OPT record's extension.
  var code: Int { message.code | (message.extendedCode ?? 0) << 4 }

  /// The EDNS options, each with its number.
  var options: [(code: UInt16, data: [UInt8])] {
    var (rest, options) = (message.options[...], [(code: UInt16, data: [UInt8])]())
    while rest.count >= 4 {
      let head = Array(rest.prefix(4))
      let length = Int(head[2]) << 8 | Int(head[3])
      options.append((UInt16(head[0]) << 8 | UInt16(head[1]), Array(rest.dropFirst(4).prefix(length))))
      rest = rest.dropFirst(4 + length)
    }
    return options
  }

  /// What is wrong with the answer to a question whatever the case says.
  func flaws(_ question: Question, id: UInt16) -> [String] {
    var flaws: [String] = []
    if message.id != id { flaws.append("ID \(message.id), not \(id)") }
    if octets[3] & 0x40 != 0 { flaws.append("the header's reserved bit is set (RFC 1035 section 4.1.1)") }
    if octets[2] & 0x78 != question.opcodeBits { flaws.append("the opcode is not the query's") }
    return flaws + questionFlaws(question) + recordFlaws + ednsFlaws(question)
  }

  /// The question is repeated octet for octet; only what can't be read, or is no query, may be answered without.
  private func questionFlaws(_ question: Question) -> [String] {
    guard let octets = question.question else { return [] }
    if message.question.isEmpty && [1, 4].contains(code) { return [] }
    return self.octets.dropFirst(12).starts(with: octets) ? [] : ["the question is not repeated octet for octet"]
  }

  /// One TTL an RRset, RFC 2181 section 5.2, and no record twice, section 5.
  private var recordFlaws: [String] {
    var (ttls, flaws) = ([String: Substring](), [String]())
    let records = message.answer + message.authority + message.additional
    if Set(records).count < records.count { flaws.append("a record stands there twice (RFC 2181 section 5)") }
    for record in records {
      let fields = record.split(separator: " ")
      let rrset = "\(fields[0].lowercased()) \(fields[3])"
      if let other = ttls[rrset], other != fields[1] { flaws.append("\(rrset) has two TTLs (RFC 2181 section 5.2)") }
      ttls[rrset] = fields[1]
    }
    return flaws
  }

  /// RFC 6891 sections 6.1 and 6.2.5; RFC 1035 section 2.3.4.
  private func ednsFlaws(_ question: Question) -> [String] {
    var flaws: [String] = []
    if let version = message.ednsVersion, version != 0 { flaws.append("EDNS version \(version)") }
    if let size = message.payloadSize, !(512...4096).contains(size) { flaws.append("payload size \(size)") }
    if (message.ednsFlags ?? 0) & 0x7FFF != 0 { flaws.append("an EDNS flag besides DO") }
    guard question.question != nil else { return flaws }
    let limit = max(512, min(question.edns?.size ?? 512, 4096))
    if !question.isOverTCP && octets.count > limit { flaws.append("\(octets.count) octets over UDP") }
    return flaws
  }
}
