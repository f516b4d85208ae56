internal import ArgumentParser

/// Where names are asked that are none of ours.
struct ForwardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      An upstream resolver for all other names: addr[:port], tls://addr[:port][#name], or a resolv.conf that names some, which is \
      read again when it changes. (repeats; default: other names are refused)
      """, valueName: "addr|file"), completion: .file())
  var forward: [String] = []

  @Option(
    name: .customLong("forward-zone"),
    help: ArgumentHelp("The upstream resolvers of one domain. (repeats)", valueName: "domain=addr[,addr...]"))
  var forwardZone: [String] = []

  @Option(
    name: .customLong("forward-cache"),
    help: ArgumentHelp(
      "Memory for what upstream resolvers said, in octets, or off. (default: 16777216)", valueName: "octets"))
  var forwardCache: String?

  @Flag(name: .customLong("trust-ad"), help: "Pass on that upstream resolvers have checked data by DNSSEC.")
  var trustAD = false
}
