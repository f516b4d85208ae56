internal import CLDNS

/// A message as libldns reads it: the second opinion on what we encode. Only for messages from our own server or a trusted
/// one, since libldns follows hostile compression pointers for long.
package struct ParsedMessage: Sendable, Equatable {
  package var id: UInt16
  /// Flag names as dig prints them, such as `qr aa rd`.
  package var flags: [String]
  /// The header's response code; an OPT record's extension is in ``extendedCode``.
  package var code: Int
  package var extendedCode: Int?
  /// The sections, each record in presentation format: owner, TTL, class, type and RDATA, separated by one space.
  package var question: [String]
  package var answer: [String]
  package var authority: [String]
  package var additional: [String]
  /// The payload size of the OPT record; absent without one.
  package var payloadSize: Int?
  /// The version and the flags of the OPT record, DO the highest of them; absent without one.
  package var ednsVersion: Int?
  package var ednsFlags: UInt16?
  /// The octets of the OPT record's options.
  package var options: [UInt8]

  /// Reads a message.
  ///
  /// - Throws: ``ParsedMessageError`` with libldns's words.
  package init(_ octets: [UInt8]) throws(ParsedMessageError) {
    var packet: UnsafeMutablePointer<ldns_pkt>?
    let status = unsafe ldns_wire2pkt(&packet, octets, octets.count)
    guard status == LDNS_STATUS_OK, let packet = unsafe packet else {
      throw ParsedMessageError(message: status.text)
    }
    defer { unsafe ldns_pkt_free(packet) }
    id = unsafe ldns_pkt_id(packet)
    flags = unsafe Self.flags(packet)
    code = unsafe Int(ldns_pkt_get_rcode(packet).rawValue)
    let hasOPT = unsafe ldns_pkt_edns(packet)
    extendedCode = hasOPT ? unsafe Int(ldns_pkt_edns_extended_rcode(packet)) : nil
    payloadSize = hasOPT ? unsafe Int(ldns_pkt_edns_udp_size(packet)) : nil
    ednsVersion = hasOPT ? unsafe Int(ldns_pkt_edns_version(packet)) : nil
    ednsFlags = hasOPT ? unsafe ldns_pkt_edns_z(packet) : nil
    options = unsafe Self.octets(ldns_pkt_edns_data(packet))
    question = unsafe Self.records(ldns_pkt_question(packet))
    answer = unsafe Self.records(ldns_pkt_answer(packet))
    authority = unsafe Self.records(ldns_pkt_authority(packet))
    additional = unsafe Self.records(ldns_pkt_additional(packet))
  }

  private static func flags(_ packet: UnsafeMutablePointer<ldns_pkt>) -> [String] {
    unsafe [
      ("qr", ldns_pkt_qr(packet)), ("aa", ldns_pkt_aa(packet)), ("tc", ldns_pkt_tc(packet)),
      ("rd", ldns_pkt_rd(packet)), ("ra", ldns_pkt_ra(packet)), ("ad", ldns_pkt_ad(packet)),
      ("cd", ldns_pkt_cd(packet)),
    ].filter(\.1).map(\.0)
  }

  private static func octets(_ data: UnsafeMutablePointer<ldns_rdf>?) -> [UInt8] {
    guard let data = unsafe data, let bytes = unsafe ldns_rdf_data(data) else { return [] }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: ldns_rdf_size(data)))
  }

  /// The records of a list, which stays the packet's.
  private static func records(_ list: UnsafeMutablePointer<ldns_rr_list>?) -> [String] {
    let count = unsafe list == nil ? 0 : ldns_rr_list_rr_count(list)
    return (0..<count).compactMap { index in
      guard let text = unsafe ldns_rr2str(ldns_rr_list_rr(list, index)) else { return nil }
      defer { unsafe free(text) }
      return unsafe String(cString: text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }
}

/// Why libldns does not take octets for a message.
package struct ParsedMessageError: Error, Equatable, CustomStringConvertible {
  package let message: String
  package var description: String { message }
}
