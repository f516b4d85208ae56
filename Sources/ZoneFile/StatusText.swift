internal import CLDNS

extension ldns_status {
  /// libldns's words; it has none for some of its statuses.
  var text: String {
    let words = unsafe ldns_get_errorstr_by_id(self).map { unsafe String(cString: $0) }
    return words ?? "libldns gives the status \(rawValue)"
  }
}
