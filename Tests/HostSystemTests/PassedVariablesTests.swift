import Testing

@testable import HostSystem

@Suite("Which sockets the environment says were passed, sd_listen_fds(3)")
struct PassedVariablesTests {
  @Test("as many as it says, behind the three that every program has")
  func numbers() {
    let passed = PassedVariables(["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "udp:tcp"], process: 42)
    #expect(passed.numbers == [3, 4])
    #expect(passed.names == ["udp", "tcp"])
  }

  @Test("without a name for each they have none", arguments: [nil, "one", "a:b:c"])
  func names(text: String?) {
    var variables = ["LISTEN_PID": "42", "LISTEN_FDS": "2"]
    variables["LISTEN_FDNAMES"] = text
    #expect(PassedVariables(variables, process: 42).names == ["unknown", "unknown"])
  }

  @Test(
    "none where it speaks to another process, or says no number",
    arguments: [
      ["LISTEN_PID": "41", "LISTEN_FDS": "2"], ["LISTEN_FDS": "2"], ["LISTEN_PID": "42"],
      ["LISTEN_PID": "42", "LISTEN_FDS": "-1"], ["LISTEN_PID": "42", "LISTEN_FDS": "0"],
      ["LISTEN_PID": "42", "LISTEN_FDS": "two"], ["LISTEN_PID": "42", "LISTEN_FDS": "1025"],
    ])
  func none(variables: [String: String]) {
    #expect(PassedVariables(variables, process: 42).numbers.isEmpty)
  }
}

@Suite("The watchdog's time, sd_watchdog_enabled(3)")
struct WatchdogTimeTests {
  @Test(
    "is for everybody, or for the process that is named",
    arguments: [["WATCHDOG_USEC": "30000000"], ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"]])
  func time(variables: [String: String]) {
    #expect(ServiceManager.watchdogTimeout(variables, 42) == .seconds(30))
  }

  @Test(
    "is none otherwise",
    arguments: [
      [:], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "x"], ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "41"],
      ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "x"],
    ])
  func none(variables: [String: String]) {
    #expect(ServiceManager.watchdogTimeout(variables, 42) == nil)
  }
}
