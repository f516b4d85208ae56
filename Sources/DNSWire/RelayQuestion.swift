/// A question that goes on to upstream resolvers: equal ones share an answer.
package struct RelayQuestion: Sendable, Hashable {
  /// QNAME; names that differ only in case are equal.
  package let name: Name
  /// QTYPE, known or not.
  package let type: RecordType
  /// QCLASS.
  package let recordClass: RecordClass
  /// DO: whether DNSSEC records are wanted (RFC 3225).
  package let isDNSSECWanted: Bool
  /// CD: whether data that fails validation is wanted too (RFC 4035 section 3.2.2).
  package let isCheckingDisabled: Bool

  package init(
    name: Name, type: RecordType, recordClass: RecordClass = .in, isDNSSECWanted: Bool = false,
    isCheckingDisabled: Bool = false
  ) {
    self.name = name
    self.type = type
    self.recordClass = recordClass
    self.isDNSSECWanted = isDNSSECWanted
    self.isCheckingDisabled = isCheckingDisabled
  }
}
