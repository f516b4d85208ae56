/// Who has port 53, and who may.
extension Diagnosis {
  var portFindings: [Finding] {
    var seen: Set<String> = []
    let holders = facts.holders.compactMap { holder -> Finding? in
      let program = holder.program ?? "a program that this user may not see"
      let text = "port 53 of \(holder.isWildcard ? "all addresses" : holder.address) belongs to \(program)"
      return seen.insert(text).inserted ? Finding(.note, text) : nil
    }
    return holders + privilegeFindings
  }

  private var privilegeFindings: [Finding] {
    guard let first = facts.firstUnprivilegedPort, facts.holders.isEmpty else { return [] }
    guard first > 53 else { return [Finding(.note, "port 53 is free, and any user may take it")] }
    return [Finding(.note, "port 53 is free; without root it takes CAP_NET_BIND_SERVICE")]
  }
}
