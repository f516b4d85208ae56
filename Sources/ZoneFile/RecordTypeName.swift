internal import CLDNS
package import DNSWire

extension RecordType {
  /// The type with a name such as `SRV`, in any case, or `TYPE` and a number (RFC 3597 section 5); absent for another text.
  package init?(named text: String) {
    let type = unsafe ldns_get_rr_type_by_name(text)
    guard type.rawValue != 0, let number = UInt16(exactly: type.rawValue) else { return nil }
    self.init(rawValue: number)
  }
}
