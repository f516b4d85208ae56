import HostSystem
import Testing

@Suite("What a service manager is told")
struct ServiceProgressTests {
  private static let ready = "READY=1\nSTATUS=answering on 127.0.0.1:53"

  /// A program that has said that it is ready.
  private var readyProgress: ServiceProgress {
    var progress = ServiceProgress()
    _ = progress.receive(.ready("answering on 127.0.0.1:53"))
    return progress
  }

  @Test("from start to end")
  func wholeLife() {
    var progress = ServiceProgress()
    let events: [ServiceProgress.Event] = [
      .ready("answering on 127.0.0.1:53"), .alive, .reloading(since: 1234), .alive, .reloaded, .stopping,
    ]
    let messages = events.map { progress.receive($0) }
    #expect(
      messages == [
        Self.ready, "WATCHDOG=1", "RELOADING=1\nMONOTONIC_USEC=1234\nSTATUS=Reading files again", "WATCHDOG=1",
        Self.ready, "STOPPING=1\nSTATUS=Stopping",
      ])
  }

  @Test("nothing before it is ready that could pass for readiness or life")
  func early() {
    var progress = ServiceProgress()
    let messages = [.alive, .reloading(since: 1), .reloaded].map { progress.receive($0) }
    #expect(messages == [nil, nil, nil])
  }

  @Test("nothing after the end has begun")
  func late() {
    var progress = readyProgress
    _ = progress.receive(.stopping)
    let messages = [.reloading(since: 1), .reloaded, .alive, .ready(""), .stopping].map { progress.receive($0) }
    #expect(messages == [nil, nil, nil, nil, nil])
  }

  @Test("a status is one line, whatever it contains")
  func oneLine() {
    var progress = ServiceProgress()
    let message = progress.receive(.ready("one\nWATCHDOG=trigger\r\nthree"))
    #expect(message == "READY=1\nSTATUS=one WATCHDOG=trigger three")
  }
}
