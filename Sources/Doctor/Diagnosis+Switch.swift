internal import DNSWire

/// Whether the C library comes to ask DNS at all.
extension Diagnosis {
  var switchFindings: [Finding] {
    if facts.isMusl {
      return [Finding(.ok, "programs are linked to musl: it asks /etc/hosts, then DNS, and reads no nsswitch.conf")]
    }
    let modules = facts.serviceSwitch ?? .standard
    let names = modules.modules.map(\.name)
    guard names.contains("dns") || names.contains("resolve") else {
      return [change(.problem, "the C library never asks DNS for host names", to: modules.words + ["dns"])]
    }
    let hurdles = modules.modules.prefix { $0.name != "dns" }.flatMap(hurdle)
    if hurdles.contains(where: { $0.level != .note }) { return hurdles }
    let place = modules.line == nil ? " by default" : ": hosts: \(modules.words.joined(separator: " "))"
    return [Finding(.ok, "the C library asks DNS for host names\(place)")] + hurdles
  }

  /// What a module before `dns` does to names of the zones.
  private func hurdle(_ module: ServiceSwitch.Module) -> [Finding] {
    if module.name == "resolve" { return resolved(module) }
    if MulticastRule.isMulticast(module.name) { return zones.flatMap { multicast(module, $0) } }
    guard module.returns.contains(.notFound) else { return [] }
    let words = (facts.serviceSwitch ?? .standard).words.filter { !$0.hasPrefix("[") && !$0.hasSuffix("]") }
    return [
      change(.problem, "\(module.name) ends the search for what it does not know, before DNS is asked", to: words)
    ]
  }

  private func resolved(_ module: ServiceSwitch.Module) -> [Finding] {
    guard facts.resolved == nil else { return zones.isEmpty ? [] : [Finding(.note, "systemd-resolved is asked first")] }
    return [Finding(.note, "the module resolve passes all names on, since systemd-resolved does not run")]
  }

  /// What a module of nss-mdns does to a zone's apex and to the names beneath it.
  private func multicast(_ module: ServiceSwitch.Module, _ zone: Name) -> [Finding] {
    guard zone.isBeneathLocal else { return [] }
    let service = (try? Name(labels: [Array("api".utf8)] + zone.labels.map(Array.init))) ?? zone
    let verdicts = (
      zone: facts.multicast.verdict(module.name, zone), service: facts.multicast.verdict(module.name, service)
    )
    let ends = module.returns.contains(.notFound)
    guard verdicts.service != .passesOn else { return passing(module, zone, verdicts.zone, ends) }
    // Services of two labels are those of a zone `local`, whose SOA the module looks for.
    if verdicts.service == .asksWithoutLocalSOA && isKnown(zone) {
      return [Finding(.note, "\(module.name) passes names on to DNS as long as a name server has \(zone.plain)")]
    }
    let words = (facts.serviceSwitch ?? .standard).words(without: [module.name])
    let outcome = ends ? "and DNS never" : "before DNS"
    let text = "\(module.name) asks multicast DNS for names such as \(service.plain), \(outcome)"
    let level = facts.isAvahiRunning ? (ends ? Finding.Level.problem : .warning) : .warning
    return [change(level, text, to: words)]
  }

  /// A module that passes services on: what it does to the apex, and what older versions do.
  private func passing(
    _ module: ServiceSwitch.Module, _ zone: Name, _ apex: MulticastRule.Verdict, _ ends: Bool
  ) -> [Finding] {
    let own = apex == .passesOn ? "" : "; \(zone.plain) itself, of two labels, is asked for there"
    let text = "\(module.name) passes names of three labels such as api.\(zone.plain) on to DNS\(own)"
    return [Finding(.note, ends ? "\(text); before nss-mdns 0.11 (2017) it kept all names beneath local" : text)]
  }

  private func change(_ level: Finding.Level, _ text: String, to words: [String]) -> Finding {
    let modules = facts.serviceSwitch ?? .standard
    func line(_ words: [String]) -> String { "hosts: " + words.joined(separator: " ") }
    let now = modules.line.map { _ in line(modules.words) }
    return Finding(level, text, .init(path: Self.switchPath, line: modules.line, now: now, then: line(words)))
  }
}
