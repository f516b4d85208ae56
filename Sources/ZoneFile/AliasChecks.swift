internal import DNSWire

/// What aliases have to be to other records of a zone, so that each leads somewhere.
struct AliasChecks {
  private let records: ZoneRecords

  init(_ records: ZoneRecords) { self.records = records }

  /// CNAMEs that may follow one another: resolvers give up after about as many.
  private static let maximumChain = 8

  /// What is wrong with one record.
  func message(of record: ZoneRecord) -> String? {
    ownProblem(of: record) ?? redirectionProblem(of: record)
  }

  private func ownProblem(of record: ZoneRecord) -> String? {
    switch record.type {
    case .cname: neighbourProblem(of: record) ?? chainProblem(of: record)
    case .dname: secondRedirection(of: record)
    case .ns, .srv, .mx: targetProblem(of: record)
    default: nil
    }
  }

  private func neighbourProblem(of record: ZoneRecord) -> String? {
    let all = records.at(record.owner)
    guard all.hasTwoCNAMEs || all.hasOthersThanCNAME else { return nil }
    let what = all.hasTwoCNAMEs ? "two CNAMEs" : "a CNAME and other records"
    return "\(record.owner) has \(what) (RFC 1034 section 3.6.2)"
  }

  /// A CNAME by which no name is reached; of a loop, the file's first is told of.
  private func chainProblem(of record: ZoneRecord) -> String? {
    var chain = [record]
    while chain.count <= Self.maximumChain, let next = next(chain[chain.count - 1]) {
      guard next.owner != record.owner else {
        let isFirst = chain.allSatisfy { $0.line >= record.line }
        return isFirst ? "the CNAME of \(record.owner) leads back to itself" : nil
      }
      // It leads into a loop, which is told of where that is.
      guard !chain.contains(where: { $0.owner == next.owner }) else { return nil }
      chain.append(next)
    }
    guard chain.count > Self.maximumChain else { return nil }
    return "from \(record.owner) more than \(Self.maximumChain) CNAMEs follow one another"
  }

  private func next(_ alias: ZoneRecord) -> ZoneRecord? {
    alias.target.flatMap { records.at($0).cname }
  }

  /// NS, MX and SRV have to name a host, not an alias: RFC 2181 section 10.3, RFC 2782.
  private func targetProblem(of record: ZoneRecord) -> String? {
    guard let target = record.target,
      records.redirection(above: target) != nil || records.at(target).cname != nil
    else { return nil }
    return "the target \(target) is an alias"
  }

  private func secondRedirection(of record: ZoneRecord) -> String? {
    records.at(record.owner).hasTwoDNAMEs ? "\(record.owner) has two DNAMEs (RFC 6672 section 2.4)" : nil
  }

  private func redirectionProblem(of record: ZoneRecord) -> String? {
    records.redirection(above: record.owner).map {
      "\(record.owner) lies beneath the DNAME of \($0), which leads elsewhere (RFC 6672 section 2.4)"
    }
  }
}
