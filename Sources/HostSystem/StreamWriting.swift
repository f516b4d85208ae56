internal import Glibc

/// Writes octets to a stream that others have made, such as standard output, waiting as long as that takes: who started this program
/// may have set it not to wait.
///
/// - Parameters:
///   - octets: what to write.
///   - number: the stream's descriptor.
/// - Returns: the octets that it did not take, and the error number of the first of them; none and 0 where it took all.
package func writeToStream(_ octets: [UInt8], _ number: CInt) -> (rest: ArraySlice<UInt8>, problem: CInt) {
  var rest = octets[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EAGAIN {
      waitForRoom(number)
    } else if errno != EINTR {
      return (rest, errno)
    }
  }
  return (rest, 0)
}

private func waitForRoom(_ number: CInt) {
  var wanted = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
  _ = unsafe poll(&wanted, 1, -1)
}
