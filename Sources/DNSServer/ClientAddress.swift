internal import CDatagram
internal import Glibc
internal import DNSWire

extension ClientAddress {
  /// The IP address of a socket's, copied.
  init(_ address: UnsafePointer<sockaddr>?) {
    var length = 0
    guard let address = unsafe address, let octets = unsafe datagram_address_octets(address, &length) else {
      self = .unknown
      return
    }
    self.init(unsafe RawSpan(_unsafeStart: octets, byteCount: length))  // lives as long as the call
  }
}
