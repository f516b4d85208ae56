/// A socket that is bound to a port, as `/proc/net/udp` and its like list it.
package struct PortHolder: Sendable, Equatable {
  /// How it is reached.
  package enum Transport: String, Sendable, CaseIterable { case udp, tcp }

  package let transport: Transport
  /// The address it is bound to, such as `127.0.0.53`, `0.0.0.0` or `::1`.
  package let address: String
  /// By which `/proc/PID/fd` refers to it.
  let inode: String
  /// The program that has it and its number, such as `dnsmasq (711)`; absent where this user may not know.
  package internal(set) var program: String?

  /// Whether it is bound to all addresses of the host.
  package var isWildcard: Bool { address == "0.0.0.0" || address == "::" }

  /// `listen` of TCP, and what every UDP socket has that is connected to nobody.
  private static let states: [Transport: String] = [.udp: "07", .tcp: "0A"]

  /// The sockets of a table that are bound to a port.
  static func parse(_ text: String, _ transport: Transport, port: Int) -> [PortHolder] {
    text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[3] == states[transport] ?? "" else { return nil }
      let local = fields[1].split(separator: ":")
      guard local.count == 2, Int(local[1], radix: 16) == port, let address = address(local[0]) else { return nil }
      return PortHolder(transport: transport, address: address, inode: String(fields[9]), program: nil)
    }
  }

  /// An address out of groups of 32 bits in the machine's order, each as eight hexadecimal digits.
  private static func address(_ text: Substring) -> String? {
    var octets: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 8) {
      guard let word = UInt32(text.dropFirst(start).prefix(8), radix: 16) else { return nil }
      octets += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    if octets.count == 4 { return octets.map(String.init).joined(separator: ".") }
    return octets.count == 16 ? ipv6(octets) : nil
  }

  /// The addresses that matter at a name server's port in their short form, others in full.
  private static func ipv6(_ octets: [UInt8]) -> String {
    if octets.allSatisfy({ $0 == 0 }) { return "::" }
    if octets.dropLast().allSatisfy({ $0 == 0 }), octets[15] == 1 { return "::1" }
    return (0..<8).map { String(UInt16(octets[2 * $0]) << 8 | UInt16(octets[2 * $0 + 1]), radix: 16) }
      .joined(separator: ":")
  }
}

extension HostFiles {
  /// Who is bound to a port, with the programs as far as this user may know them.
  package func holders(ofPort port: Int) -> [PortHolder] {
    var holders = PortHolder.Transport.allCases.flatMap { transport in
      ["", "6"].flatMap { family in
        PortHolder.parse(text("/proc/net/\(transport.rawValue)\(family)") ?? "", transport, port: port)
      }
    }
    guard !holders.isEmpty else { return [] }
    let programs = programs(ofSockets: Set(holders.map(\.inode)))
    for index in holders.indices { holders[index].program = programs[holders[index].inode] }
    return holders
  }

  /// Which programs have the sockets of these inodes open.
  private func programs(ofSockets inodes: Set<String>) -> [String: String] {
    let wanted = Dictionary(uniqueKeysWithValues: inodes.map { ("socket:[\($0)]", $0) })
    var found: [String: String] = [:]
    for process in names(in: "/proc") where process.allSatisfy(\.isNumber) {
      for file in names(in: "/proc/\(process)/fd") {
        guard let inode = wanted[link("/proc/\(process)/fd/\(file)") ?? ""] else { continue }
        let name = text("/proc/\(process)/comm")?.split(separator: "\n").first ?? "a program"
        found[inode] = "\(name) (\(process))"
      }
      if found.count == inodes.count { break }
    }
    return found
  }
}
