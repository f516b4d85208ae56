internal import DNSWire

/// The records of one name, and what checks ask of them, known at once however many there are: a name with a hundred thousand records
/// would be gone through for each of them, and for each record that leads to it.
struct NameRecords {
  /// In the file's order.
  private(set) var all: [ZoneRecord] = []
  private(set) var cname: ZoneRecord?
  private(set) var hasTwoCNAMEs = false
  private(set) var hasTwoDNAMEs = false
  /// Whether there are records of another type than CNAME.
  private(set) var hasOthersThanCNAME = false
  private(set) var hasAddress = false
  private var dname: ZoneRecord?

  mutating func append(_ record: ZoneRecord) {
    all.append(record)
    hasAddress = hasAddress || record.isAddress
    hasOthersThanCNAME = hasOthersThanCNAME || record.type != .cname
    if record.type == .cname {
      hasTwoCNAMEs = hasTwoCNAMEs || cname.map { $0.rdata != record.rdata } ?? false
      cname = cname ?? record
    }
    if record.type == .dname {
      hasTwoDNAMEs = hasTwoDNAMEs || dname.map { $0.rdata != record.rdata } ?? false
      dname = dname ?? record
    }
  }
}
