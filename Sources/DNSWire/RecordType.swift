/// A resource record's type or a question's QTYPE, RFC 1035 section 3.2.2. Unknown numbers are values like any other (RFC 3597).
@usableFromInline package struct RecordType: RawRepresentable, Hashable, Sendable {
  @usableFromInline package let rawValue: UInt16
  @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }

  @inlinable package static var a: RecordType { RecordType(rawValue: 1) }
  @inlinable package static var ns: RecordType { RecordType(rawValue: 2) }
  @inlinable package static var cname: RecordType { RecordType(rawValue: 5) }
  @inlinable package static var soa: RecordType { RecordType(rawValue: 6) }
  @inlinable package static var ptr: RecordType { RecordType(rawValue: 12) }
  @inlinable package static var txt: RecordType { RecordType(rawValue: 16) }
  @inlinable package static var mx: RecordType { RecordType(rawValue: 15) }
  @inlinable package static var aaaa: RecordType { RecordType(rawValue: 28) }
  /// What a zone says of the keys of one beneath it, RFC 4034 section 5: the only type that is answered above a zone cut.
  @inlinable package static var ds: RecordType { RecordType(rawValue: 43) }
  @inlinable package static var srv: RecordType { RecordType(rawValue: 33) }
  /// An alias of all names beneath one, RFC 6672.
  @inlinable package static var dname: RecordType { RecordType(rawValue: 39) }
  /// EDNS, RFC 6891.
  @inlinable package static var opt: RecordType { RecordType(rawValue: 41) }
  @inlinable package static var ixfr: RecordType { RecordType(rawValue: 251) }
  @inlinable package static var axfr: RecordType { RecordType(rawValue: 252) }
  /// The QTYPE `*`, RFC 1035 section 3.2.3 and RFC 8482.
  @inlinable package static var any: RecordType { RecordType(rawValue: 255) }

  /// Whether the number is a question's only (RFC 6895 section 3.1: 128 to 255), or OPT or zero, and no zone has data for it.
  @inlinable package var isMeta: Bool { rawValue == 0 || rawValue == 41 || (128...255).contains(rawValue) }
}

/// A class, RFC 1035 section 3.2.4.
@usableFromInline package struct RecordClass: RawRepresentable, Hashable, Sendable {
  @usableFromInline package let rawValue: UInt16
  @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The Internet.
  @inlinable package static var `in`: RecordClass { RecordClass(rawValue: 1) }
  @inlinable package static var chaos: RecordClass { RecordClass(rawValue: 3) }
  /// The QCLASS `*`.
  @inlinable package static var any: RecordClass { RecordClass(rawValue: 255) }
}

/// A response code with its EDNS extension, 12 bits: RFC 1035 section 4.1.1, RFC 6891 section 6.1.3.
@usableFromInline package struct ResponseCode: RawRepresentable, Hashable, Sendable {
  @usableFromInline package let rawValue: UInt16
  @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }

  @inlinable package static var noError: ResponseCode { ResponseCode(rawValue: 0) }
  @inlinable package static var formErr: ResponseCode { ResponseCode(rawValue: 1) }
  @inlinable package static var servFail: ResponseCode { ResponseCode(rawValue: 2) }
  @inlinable package static var nxDomain: ResponseCode { ResponseCode(rawValue: 3) }
  @inlinable package static var notImp: ResponseCode { ResponseCode(rawValue: 4) }
  /// An alias has made a name too long, RFC 6672 section 2.2.
  @inlinable package static var yxDomain: ResponseCode { ResponseCode(rawValue: 6) }
  @inlinable package static var refused: ResponseCode { ResponseCode(rawValue: 5) }
  /// An EDNS version that is not ours, RFC 6891 section 6.1.3.
  @inlinable package static var badVers: ResponseCode { ResponseCode(rawValue: 16) }
}

/// An opcode, 4 bits, RFC 1035 section 4.1.1.
package struct Opcode: RawRepresentable, Hashable, Sendable {
  @usableFromInline package let rawValue: UInt8
  @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

  @inlinable package static var query: Opcode { Opcode(rawValue: 0) }
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
