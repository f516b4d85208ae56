internal import ArgumentParser
internal import Discovery
internal import DNSWire
internal import Doctor
internal import Foundation
internal import ZoneFile

/// `doyen doctor`: whether this host's programs find services, and what to change where they do not.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Will this host's programs find services? Exit status 1 where there is a problem.",
    discussion: "Reads the files that the C library reads, asks the name servers that it asks, and changes nothing.")

  @Argument(help: ArgumentHelp("Zones of services, such as service.local, beside those of --zones.", valueName: "zone"))
  var domains: [String] = []

  @Option(
    help: ArgumentHelp(
      "A zone file, or a folder of *.zone files. (repeats; default: zones, if that is there)", valueName: "path"))
  var zones: [String] = []

  @Option(help: ArgumentHelp("Where Doyen answers, if no name server leads to it.", valueName: "addr:port"))
  var server = "127.0.0.1:5300"

  @Option(
    help: ArgumentHelp(
      "Follow one name as the C library would; exit status 1 where it has no address.", valueName: "name"))
  var name: String?

  @Flag(help: "One JSON object.")
  var json = false

  @Option(help: ArgumentHelp("The folder that stands for /.", visibility: .hidden))
  var root = "/"

  func run() throws {
    let report = try name.map(follow) ?? diagnose()
    try StandardStream.output.write(json ? report.json : report.text)
    guard report.isWell else { throw ExitCode(1) }
  }

  /// Follows one name; the C library itself is asked only about this host.
  private func follow(_ name: String) -> DoctorReport {
    let walk = NameWalk(following: name, HostFacts(HostFiles(root: root)), asking: DoctorQuestions.ask)
    return DoctorReport(name, walk, system: root == "/" ? SystemLookup.outcome(of: name) : nil)
  }

  private func diagnose() throws -> DoctorReport {
    let (doyen, zones) = (try address(), try origins())
    let facts = HostFacts(HostFiles(root: root))
    let asked = facts.askedServers + (facts.askedServers.contains(where: doyen.isSame) ? [] : [doyen])
    let servers = zones.flatMap { zone in asked.map { ServerFacts($0, zone, asking: DoctorQuestions.ask) } }
    let diagnosis = Diagnosis(facts, zones: zones, servers: servers, doyen: doyen)
    return DoctorReport(diagnosis.findings)
  }

  /// The names of the zones: those on the command line, and those of zone files.
  private func origins() throws -> [Name] {
    let named = try domains.map { domain in
      guard let name = try? Name(domain), name != .root else {
        throw ValidationError("'\(domain)': expected a zone's name, such as service.local")
      }
      return name
    }
    let isDefault = domains.isEmpty && FileManager.default.fileExists(atPath: DefaultZones.path)
    let paths = Environment.process.values(
      zones, "--zones", "DOYEN_ZONES", default: isDefault ? [DefaultZones.path] : [])
    return named + (try Zone.zones(at: paths.map(\.text)).map(\.origin).filter { !named.contains($0) && !$0.isReverse })
  }

  private func address() throws -> NameServer {
    guard let (host, port) = server.hostAndPort, port > 0, case .some(let address) = try? Address(host) else {
      throw ValidationError("--server \(server): expected an IP address and a port, such as 127.0.0.1:5300")
    }
    if case .host = address { throw ValidationError("--server \(server): expected an IP address, not a host name") }
    return NameServer(host, port: port)
  }
}

extension Name {
  /// Whether it is a zone of addresses, which has no services.
  fileprivate var isReverse: Bool { lowercased.labels.last?.elementsEqual("arpa".utf8) ?? false }
}
