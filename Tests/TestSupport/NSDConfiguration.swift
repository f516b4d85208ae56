/// The configuration of an NSD that a test starts: all of its files in one folder, one process, and nobody else's settings.
///
/// - Parameters:
///   - address: where it answers, with `@` and a port where that is not 53.
///   - folder: where its zone files are.
///   - options: more lines for the server.
///   - zones: each zone's name, and its file in the folder.
/// - Returns: the text of a configuration file.
package func nsdConfiguration(
  _ address: String, folder: TemporaryFolder, options: [String] = [], zones: [(name: String, file: String)]
) -> String {
  let head = """
    server:
      ip-address: \(address)
      username: ""
      pidfile: ""
      database: ""
      zonesdir: "\(folder.path)"
      xfrdir: "\(folder.path)"
      xfrdfile: "\(folder.path)/xfrd.state"
      zonelistfile: "\(folder.path)/zone.list"
      server-count: 1

    """
  let control = "remote-control:\n  control-enable: no\n"
  let zones = zones.map { "zone:\n  name: \"\($0.name)\"\n  zonefile: \"\($0.file)\"\n" }
  return head + options.map { "  \($0)\n" }.joined() + control + zones.joined()
}
