internal import Glibc

/// The IP addresses of this host's interfaces.
package enum HostAddresses {
  /// The addresses that interfaces have now, each of four or sixteen octets; none where the system does not tell.
  package static var current: [[UInt8]] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard unsafe getifaddrs(&first) == 0 else { return [] }
    defer { unsafe freeifaddrs(first) }
    var (addresses, next) = unsafe ([[UInt8]](), first)
    while let entry = unsafe next {
      if let octets = unsafe octets(of: entry.pointee.ifa_addr) { addresses.append(octets) }
      unsafe next = entry.pointee.ifa_next
    }
    return addresses
  }

  /// The octets of an IP address; absent for an address of another kind. It is one of the list and lives as long as that.
  private static func octets(of address: UnsafeMutablePointer<sockaddr>?) -> [UInt8]? {
    guard let address = unsafe address else { return nil }
    let start = UnsafeRawPointer(address)
    switch unsafe CInt(address.pointee.sa_family) {
    case AF_INET: return unsafe octets(of: start.loadUnaligned(as: sockaddr_in.self).sin_addr)
    case AF_INET6: return unsafe octets(of: start.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
    default: return nil
    }
  }

  private static func octets<Value>(of value: Value) -> [UInt8] {
    unsafe withUnsafeBytes(of: value) { unsafe Array($0) }  // a C structure of octets alone
  }
}
