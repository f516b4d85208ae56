internal import Glibc

/// What the C library itself says of a name.
package enum SystemLookup {
  /// Asks getaddrinfo, which waits as long as it likes.
  ///
  /// - Returns: the addresses, or its words for why there are none.
  package static func outcome(of name: String) -> String {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = unsafe getaddrinfo(name, nil, &hints, &list)
    guard status == 0 else { return unsafe String(cString: gai_strerror(status)) }
    // The list is ours until it is freed.
    defer { unsafe freeaddrinfo(list) }
    var (texts, next) = unsafe ([String](), list)
    while let entry = unsafe next {
      unsafe texts.append(text(entry.pointee))
      unsafe next = entry.pointee.ai_next
    }
    return texts.joined(separator: ", ")
  }

  private static func text(_ entry: addrinfo) -> String {
    var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = unsafe getnameinfo(
      entry.ai_addr, entry.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
    guard status == 0 else { return "?" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
