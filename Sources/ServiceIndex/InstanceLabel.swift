internal import DNSWire

/// The name of an instance among those of its service, `INSTANCE`: its HOST label, or its host name with `.` written as `-`, then a
/// hyphen and its port. Allocates nothing.
struct InstanceLabel {
  /// Room for the longest host name and port, as long as it is not known to be a label.
  private var octets = InlineArray<64, UInt8>(repeating: 0)
  private var length = 0

  /// The label of a target in wire form: a HOST label, or a host name.
  init(target: RawSpan, isHost: Bool, port: UInt16) {
    let end = isHost ? target.byteCount - 1 : target.byteCount
    var next = 0
    for offset in 0..<end {
      if offset == next {
        next += 1 + Int(target.octet(at: offset))
        if offset > 0 { append(Self.hyphen) }
      } else {
        append(target.octet(at: offset).asciiLowercased)
      }
    }
    append(Self.hyphen)
    append(port)
  }

  private static let hyphen = UInt8(ascii: "-")

  /// The label of a host name in wire form, which may turn out too long to be one.
  static func octets(ofHost wire: [UInt8], port: UInt16) -> [UInt8] {
    var labels: [[UInt8]] = []
    var rest = wire[...]
    while let length = rest.popFirst(), length > 0 {
      labels.append(rest.prefix(Int(length)).map(\.asciiLowercased))
      rest = rest.dropFirst(Int(length))
    }
    return Array(labels.joined(separator: [hyphen])) + [hyphen] + Array(String(port).utf8)
  }

  func withOctets<Result>(_ body: (RawSpan) -> Result) -> Result {
    body(unsafe octets.span.bytes.extracting(0..<length))  // octets have no padding that could be read uninitialized
  }

  /// Octets of the host in a label in lower case, and the port behind the last hyphen, which is written without leading zeros.
  static func parts(of label: RawSpan) -> (hostLength: Int, port: UInt16)? {
    var start = label.byteCount
    while start > 0, label.octet(at: start - 1) != hyphen { start -= 1 }
    guard start > 1, (1...5).contains(label.byteCount - start), label.octet(at: start) != 0x30 else { return nil }
    var port = 0
    for offset in start..<label.byteCount {
      let digit = Int(label.octet(at: offset)) - 0x30
      guard (0...9).contains(digit) else { return nil }
      port = port * 10 + digit
    }
    return UInt16(exactly: port).map { (start - 1, $0) }
  }

  private mutating func append(_ octet: UInt8) {
    guard length < octets.count else { return }
    octets[length] = octet
    length += 1
  }

  private mutating func append(_ number: UInt16) {
    if number > 9 { append(number / 10) }
    append(UInt8(0x30 + number % 10))
  }
}
