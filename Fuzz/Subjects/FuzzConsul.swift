internal import Discovery
internal import Piloted

extension FuzzSubject {
  /// Answers of a Consul agent to one watch: each an octet for its status, one for its index, then its body.
  package static let consul = FuzzSubject("FuzzConsul") { octets in
    var talk = BlockingConversation(HealthQuery("api"), random: { 0.5 })
    var (parts, now) = (InputParts(octets), Duration.zero)
    var set: ServiceSet?
    var step = talk.receive(.started, at: now)
    while true {
      for case .current(let list) in step.reports { set = list }
      switch step.next {
      case .wait(let time):
        now += time
        step = talk.receive(.waited, at: now)
      case .ask:
        guard let part = parts.next() else { return set.flatMap { ShownServices.complaint(about: ["api": $0]) } }
        now += .milliseconds(1)
        step = talk.receive(answer(part), at: now)
      }
    }
  }

  private static let statuses = [200, 429, 500, 404, 403]

  private static func answer(_ part: [UInt8]) -> BlockingConversation<HealthQuery>.Event {
    guard part.count > 2 else { return .failed(reason: "none") }
    let status = part[0] < UInt8(ascii: "a") ? 200 : statuses[Int(part[0]) % statuses.count]
    let contact: Duration = part[1] == UInt8(ascii: "!") ? .seconds(60) : .zero
    return .answered(
      ConsulAnswer(
        status: status, index: UInt64(part[1]), lastContact: contact, mayHide: part[1] & 1 == 0,
        body: Array(part.dropFirst(2))))
  }
}
