internal import ArgumentParser
internal import Discovery
internal import DNSWire
internal import ZoneFile

/// `doyen lookup`: asks a DNS server, and prints the answer.
struct LookupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup", abstract: "Ask a DNS server; exit status 1 where there is no record in the answer.")

  @Argument(help: "The name to ask for.")
  var name: String

  @Argument(help: "The type, such as SRV or TYPE65.")
  var type = "A"

  @Option(help: ArgumentHelp("The server.", valueName: "addr:port"))
  var server = "127.0.0.1:5300"

  @Flag(help: "Ask over TCP from the start, not only where the answer is truncated.")
  var tcp = false

  @Flag(help: "The records' data alone, one a line.")
  var short = false

  @Flag(help: "One JSON object.")
  var json = false

  func run() throws {
    let (question, (host, port)) = (try question(), try address())
    let report = try report(question, host, port)
    let text = json ? report.json : short ? report.short : report.text
    try StandardStream.output.write(text)
    guard !report.message.answer.isEmpty else { throw ExitCode(1) }
  }

  private func report(_ question: LookupQuestion, _ host: String, _ port: Int) throws -> LookupReport {
    do throws(LookupError) {
      var reply = try Lookup.ask(question, host: host, port: port, overTCP: tcp)
      if reply.isTruncated && !tcp { reply = try Lookup.ask(question, host: host, port: port, overTCP: true) }
      return try LookupReport(reply, server: server)
    } catch {
      StandardStream.error.tell("doyen: \(server): \(error)\n")
      throw ExitCode(1)
    }
  }

  private func question() throws -> LookupQuestion {
    guard let name = try? Name(name) else { throw ValidationError("'\(name)': expected a domain name") }
    guard let type = RecordType(named: type) else {
      throw ValidationError("'\(type)': expected a record type, such as A, SRV or TYPE65")
    }
    return LookupQuestion(name, type)
  }

  private func address() throws -> (host: String, port: Int) {
    guard let (host, port) = server.hostAndPort, port > 0, case .some(let address) = try? Address(host) else {
      throw ValidationError("--server \(server): expected an IP address and a port, such as 127.0.0.1:53 or [::1]:53")
    }
    if case .host = address {
      throw ValidationError("--server \(server): expected an IP address, not a host name, and a port")
    }
    return (host, port)
  }
}
