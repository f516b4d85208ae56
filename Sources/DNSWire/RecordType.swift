/// A resource record's type or a question's QTYPE, RFC 1035 section 3.2.2. Unknown numbers are values like any other (RFC 3597).
package struct RecordType: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let a = RecordType(rawValue: 1)
  package static let ns = RecordType(rawValue: 2)
  package static let cname = RecordType(rawValue: 5)
  package static let soa = RecordType(rawValue: 6)
  package static let ptr = RecordType(rawValue: 12)
  package static let txt = RecordType(rawValue: 16)
  package static let mx = RecordType(rawValue: 15)
  package static let aaaa = RecordType(rawValue: 28)
  /// What a zone says of the keys of one beneath it, RFC 4034 section 5: the only type that is answered above a zone cut.
  package static let ds = RecordType(rawValue: 43)
  package static let srv = RecordType(rawValue: 33)
  /// An alias of all names beneath one, RFC 6672.
  package static let dname = RecordType(rawValue: 39)
  /// EDNS, RFC 6891.
  package static let opt = RecordType(rawValue: 41)
  package static let ixfr = RecordType(rawValue: 251)
  package static let axfr = RecordType(rawValue: 252)
  /// The QTYPE `*`, RFC 1035 section 3.2.3 and RFC 8482.
  package static let any = RecordType(rawValue: 255)

  /// Whether the number is a question's only (RFC 6895 section 3.1: 128 to 255), or OPT or zero, and no zone has data for it.
  package var isMeta: Bool { rawValue == 0 || rawValue == 41 || (128...255).contains(rawValue) }
}

/// A class, RFC 1035 section 3.2.4.
package struct RecordClass: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The Internet.
  package static let `in` = RecordClass(rawValue: 1)
  package static let chaos = RecordClass(rawValue: 3)
  /// The QCLASS `*`.
  package static let any = RecordClass(rawValue: 255)
}

/// A response code with its EDNS extension, 12 bits: RFC 1035 section 4.1.1, RFC 6891 section 6.1.3.
package struct ResponseCode: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let noError = ResponseCode(rawValue: 0)
  package static let formErr = ResponseCode(rawValue: 1)
  package static let servFail = ResponseCode(rawValue: 2)
  package static let nxDomain = ResponseCode(rawValue: 3)
  package static let notImp = ResponseCode(rawValue: 4)
  /// An alias has made a name too long, RFC 6672 section 2.2.
  package static let yxDomain = ResponseCode(rawValue: 6)
  package static let refused = ResponseCode(rawValue: 5)
  /// An EDNS version that is not ours, RFC 6891 section 6.1.3.
  package static let badVers = ResponseCode(rawValue: 16)
}

/// An opcode, 4 bits, RFC 1035 section 4.1.1.
package struct Opcode: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let query = Opcode(rawValue: 0)
}

extension RecordType {
  /// Equality by the number; the one of `RawRepresentable` is looked up at run time where another module asks.
  @inlinable package static func == (left: RecordType, right: RecordType) -> Bool { left.rawValue == right.rawValue }
}

extension RecordClass {
  /// Equality by the number.
  @inlinable package static func == (left: RecordClass, right: RecordClass) -> Bool { left.rawValue == right.rawValue }
}

extension ResponseCode {
  /// Equality by the number.
  @inlinable package static func == (left: ResponseCode, right: ResponseCode) -> Bool {
    left.rawValue == right.rawValue
  }
}
