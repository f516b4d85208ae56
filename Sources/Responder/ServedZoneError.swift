package import DNSWire

/// Why a zone can't be served.
package enum ServedZoneError: Error, CustomStringConvertible {
  case noSOA(Name)

  package var description: String {
    switch self {
    case .noSOA(let origin): "zone \(origin) has no SOA record at its apex"
    }
  }
}
