internal import ArgumentParser
internal import Discoverd
internal import DNSServer

/// `doyen serve`: its flags, and what they mean together.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Answer DNS.",
    discussion: """
      Each option can also be given in the environment: --listen as DOYEN_LISTEN and so on, several values separated by \
      spaces; and in a configuration file, as listen and so on. The command line wins over the environment, and that over the file.
      """)

  @Option(
    help: ArgumentHelp(
      "A configuration file in YAML, or in JSON where it is called *.json. (default: none)", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var config: String?

  @Option(
    help: ArgumentHelp("Where to answer, over UDP and TCP; port 0 takes a free one. (repeats)", valueName: "addr:port"))
  var listen: [String] = []

  @Option(
    help: ArgumentHelp("A zone file, or a folder of *.zone files. (repeats; default: zones)", valueName: "path"),
    completion: .file())
  var zones: [String] = []

  @Option(
    help: ArgumentHelp(
      "Who may ask besides this host itself: a network, an address, or any. (repeats)", valueName: "network"))
  var allow: [String] = []

  @OptionGroup var forward: ForwardOptions

  @Option(
    help: ArgumentHelp(
      "A discoverd to watch; several addresses, separated by commas, are peers of one cluster. (repeats)",
      valueName: "addr"))
  var discoverd: [String] = []

  @Option(
    help: ArgumentHelp("The discoverds' version: auto, v1 or v2. (default: auto, which asks)", valueName: "version"),
    completion: .list(DiscoverdAPI.allCases.map(\.rawValue)))
  var discoverdAPI: String?

  @OptionGroup var consul: ConsulOptions

  @OptionGroup var admin: AdminOptions

  @Option(
    help: ArgumentHelp("A JSON list of instances for what no discovery knows. (repeats)", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var services: [String] = []

  @Option(
    help: ArgumentHelp("Watch a service from the start, not from the first question. (repeats)", valueName: "name"))
  var watch: [String] = []

  @Flag(
    name: .customLong("watch-only"),
    help: "Watch no other services than those that --watch, a containerpilot.json or --consul-all name.")
  var watchOnly = false

  @Option(
    help: ArgumentHelp(
      "Serve discoverd's protocol, so that services can register here. (default: 127.0.0.1:1111 where no other source is named)",
      valueName: "addr:port"))
  var agent: String?

  @Flag(name: .customLong("no-agent"), help: "Do not serve discoverd's protocol.")
  var noAgent = false

  @Option(
    help: ArgumentHelp("A folder in which services and registrations are kept over restarts.", valueName: "dir"),
    completion: .directory)
  var state: String?

  @OptionGroup var staleness: StalenessOptions

  @OptionGroup var log: LogOptions

  @OptionGroup var limits: LimitOptions

  @Option(help: ArgumentHelp("UDP worker threads. (default: one a processor)", valueName: "n"))
  var workers: String?

  @Option(
    help: ArgumentHelp(
      "What id.server in class CHAOS and the NSID option say: which of several servers has answered. (default: nothing)",
      valueName: "name"))
  var identity: String?

  @Flag(name: .customLong("hide-version"), help: "Do not tell the version to who asks for version.bind in class CHAOS.")
  var hideVersion = false

  @Option(
    help: ArgumentHelp(
      "Become this user once all ports are bound; files are read again as that one. (default: stay who started it)",
      valueName: "name[:group]"))
  var user: String?

  func run() async throws {
    let signals = await ServeSignals()
    let supervision = try Supervision(.process)
    let environment = try Environment.process.readingConfiguration(config)
    let settings = try ServeSettings(self, environment: environment, passed: supervision.passed)
    try settings.user?.checkRight()
    try DefaultZones.check(settings.zones)
    let log = ServeLog(settings.log)
    defer { log.flush() }
    do {
      try await Server(settings, supervision, log).run(signals)
    } catch let error as BindError {
      throw BindExplanation(error, listen: settings.listen)
    }
  }
}
