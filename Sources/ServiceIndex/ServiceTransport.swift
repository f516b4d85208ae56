internal import Discovery

/// The protocols of RFC 2782 that services can have.
package enum ServiceTransport: Sendable {
  case tcp, udp

  /// The label that names it, in wire form.
  package var label: [UInt8] { [4, UInt8(ascii: "_")] + Array((self == .tcp ? "tcp" : "udp").utf8) }
}

extension Instance {
  /// UDP where its attribute `proto` says so; http and whatever else there is count as TCP.
  var transport: ServiceTransport { attributes["proto"]?.lowercased() == "udp" ? .udp : .tcp }
}
