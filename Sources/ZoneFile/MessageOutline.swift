internal import CLDNS

/// A message as libldns reads it, without its records: the second opinion that is cheap enough for many messages.
package struct MessageOutline: Sendable, Equatable {
  /// The first question: its name in wire form, its type and its class.
  package struct Question: Sendable, Equatable {
    package var name: [UInt8]
    package var type: UInt16
    package var recordClass: UInt16
  }

  /// The first OPT record's fields; of several, libldns keeps the last one's.
  package struct EDNS: Sendable, Equatable {
    package var payloadSize: UInt16
    package var version: UInt8
    package var isDNSSECWanted: Bool
  }

  /// Absent where there is none.
  package var question: Question?
  /// Absent without an OPT record.
  package var edns: EDNS?
  /// Records of the four sections that libldns has read, OPT left out.
  package var counts: [Int]

  /// What libldns reads in `octets`; absent where it takes them for no message.
  package init?(_ octets: [UInt8]) {
    var packet: UnsafeMutablePointer<ldns_pkt>?
    let status = unsafe ldns_wire2pkt(&packet, octets, octets.count)
    guard status == LDNS_STATUS_OK, let packet = unsafe packet else { return nil }
    defer { unsafe ldns_pkt_free(packet) }
    question = unsafe Self.question(ldns_pkt_question(packet))
    edns = unsafe Self.edns(packet)
    counts = unsafe [
      ldns_rr_list_rr_count(ldns_pkt_question(packet)), ldns_rr_list_rr_count(ldns_pkt_answer(packet)),
      ldns_rr_list_rr_count(ldns_pkt_authority(packet)), ldns_rr_list_rr_count(ldns_pkt_additional(packet)),
    ]
  }

  /// Where libldns goes on behind the record that begins at `offset`; absent where it refuses that record. Its length field says
  /// nothing of this: libldns reads the fields that the type has.
  package static func endOfRecord(at offset: Int, in octets: [UInt8]) -> Int? {
    var record: UnsafeMutablePointer<ldns_rr>?
    var position = offset
    let status = unsafe ldns_wire2rr(&record, octets, octets.count, &position, LDNS_SECTION_ANSWER)
    guard status == LDNS_STATUS_OK else { return nil }
    unsafe ldns_rr_free(record)
    return position
  }

  /// The first record of a list, which stays the packet's.
  private static func question(_ list: UnsafeMutablePointer<ldns_rr_list>?) -> Question? {
    guard unsafe ldns_rr_list_rr_count(list) > 0, let record = unsafe ldns_rr_list_rr(list, 0),
      let owner = unsafe ldns_rr_owner(record), let bytes = unsafe ldns_rdf_data(owner)
    else { return nil }
    return unsafe Question(
      name: Array(UnsafeBufferPointer(start: bytes, count: ldns_rdf_size(owner))),
      type: UInt16(truncatingIfNeeded: ldns_rr_get_type(record).rawValue),
      recordClass: UInt16(truncatingIfNeeded: ldns_rr_get_class(record).rawValue))
  }

  private static func edns(_ packet: UnsafeMutablePointer<ldns_pkt>) -> EDNS? {
    guard unsafe ldns_pkt_edns(packet) else { return nil }
    return unsafe EDNS(
      payloadSize: ldns_pkt_edns_udp_size(packet), version: ldns_pkt_edns_version(packet),
      isDNSSECWanted: ldns_pkt_edns_do(packet))
  }
}
