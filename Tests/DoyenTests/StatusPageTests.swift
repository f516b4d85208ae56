import Foundation
import TestSupport
import Testing

@Suite("The status page in a browser", .serialized, .timeLimit(.minutes(5)))
struct StatusPageTests {
  private let folder: TemporaryFolder
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/page.py").path

  init() throws { folder = try TemporaryFolder() }

  private func browse(_ url: String, _ commands: [String]) throws -> Program {
    let file = try folder.write(commands.joined(separator: "\n") + "\n", to: "commands")
    return try Program("/usr/bin/python3", [Self.script, url, file])
  }

  private func page(of serving: Serving) throws -> String {
    let match = try #require(serving.program.printed.firstMatch(of: #/status on (http://[^/]+/)/#))
    return String(match.1)
  }

  private func services(_ rows: (name: String, address: String, attribute: String)...) -> String {
    let rows = rows.map {
      "{\"service\": \"\($0.name)\", \"address\": \"\($0.address)\", \"attributes\": {\"k\": \"\($0.attribute)\"}}"
    }
    return "[\(rows.joined(separator: ","))]"
  }

  private static let leader =
    "document.querySelector('[data-service=web] tr[data-endpoint] .leader')?.closest('tr').dataset.endpoint"

  @Test(
    "shows what registers and who leads without a reload, what strangers write only as text, and answers to the keyboard"
  )
  func follows() async throws {
    let evil = "<img src=x onerror=alert(1)>"
    let first = services(("web", "10.0.3.1:80", evil), ("web", "10.0.3.2:80", "b"))
    let path = try folder.write(first, to: "services.json")
    let serving = try await Serving(["--zones", exampleZones, "--services", path, "--admin", "127.0.0.1:0"])
    let second = services(("web", "10.0.3.1:80", evil), ("web", "10.0.3.2:80", "b"), ("api", "10.0.3.3:80", "c"))
    let third = services(("web", "10.0.3.2:80", "b"), ("api", "10.0.3.3:80", "c"))
    let program = try browse(
      try page(of: serving),
      [
        "until \(Self.leader) === '10.0.3.1:80'", "see window.mark = 'same page'",
        "see document.querySelectorAll('#list img, #list script').length",
        "see document.querySelector('#list .chip').textContent", "write \(path) \(second)",
        "until document.querySelector('[data-service=api]') !== null", "write \(path) \(third)",
        "until \(Self.leader) === '10.0.3.2:80'", "see document.getElementById('news').textContent", "see window.mark",
        "key Tab", "see document.activeElement.className", "key Tab", "see document.activeElement.id", "type 10.0.3.3",
        "see [...document.querySelectorAll('#list details')].map(one => one.dataset.service).join()",
        "see document.getElementById('count').textContent", "key Tab", "see document.activeElement.tagName",
        "see document.activeElement.parentElement.open", "key Enter", "see document.activeElement.parentElement.open",
        "see [...document.querySelectorAll('input')].every(one => one.labels.length > 0)",
        "see performance.getEntriesByType('resource').every(one => one.name.startsWith(location.origin))",
        "until document.getElementById('state').textContent === 'ready'",
        "see document.documentElement.scrollWidth <= innerWidth",
      ])
    let (status, text) = await program.end()
    let lines = text.split(separator: "\n").map(String.init)
    #expect(status == 0)
    #expect(
      lines == [
        "true", "\"same page\"", "0", "\"k \(evil)\"", "true", "true", "\"web: 10.0.3.2:80 leads now\"",
        "\"same page\"", "\"skip\"", "\"search\"", "\"api\"", "\"1 of 2\"", "\"SUMMARY\"", "true", "false", "true",
        "true",
        "true", "true",
      ], "\(text)")
  }

  @Test("a source that is lost turns its services stale, and the server stays ready")
  func lostSource() async throws {
    let upstream = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    let agent = try upstream.agent
    let registration = try Program(
      Program.doyen, ["register", "web", "127.0.0.1:8081", "--discoverd", "127.0.0.1:\(agent)"])
    try #require(try await registration.waits(for: "registered web"), "\(registration.printed)")
    let serving = try await Serving([
      "--zones", exampleZones, "--discoverd", "127.0.0.1:\(agent)", "--watch", "web", "--admin", "127.0.0.1:0",
    ])
    let program = try browse(
      try page(of: serving),
      [
        "until document.querySelector('[data-service=web] tr[data-endpoint]') !== null",
        "see document.querySelectorAll('.stale').length",
        "until document.querySelector('[data-service=web].stale') !== null",
        "until document.querySelector('#sources .bad')?.textContent === 'gone'",
        "see document.getElementById('state').textContent",
      ])
    try #require(try await program.waits(for: "true\n0\n"), "\(program.printed)")
    upstream.program.signal(SIGKILL)
    let (status, text) = await program.end()
    #expect(status == 0 && text == "true\n0\ntrue\ntrue\n\"ready\"\n", "\(text)")
  }

  @Test(
    "text stands out from its ground by 4.5 to 1 in both schemes, WCAG 2.2 section 1.4.3", arguments: ["light", "dark"])
  func contrast(scheme: String) async throws {
    let path = try folder.write("[]", to: "services.json")
    let serving = try await Serving(["--zones", exampleZones, "--services", path, "--admin", "127.0.0.1:0"])
    let script =
      "(() => { const style = getComputedStyle(document.documentElement); const light = name => { const n = parseInt(style.getPropertyValue('--' + name).trim().slice(1), 16); const [r, g, b] = [n >> 16, n >> 8 & 255, n & 255].map(c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; }; const pairs = [['text', 'ground'], ['text', 'card'], ['quiet', 'ground'], ['quiet', 'card'], ['accent', 'wash'], ['accent', 'card'], ['leader', 'leader-wash'], ['warn', 'warn-wash'], ['bad', 'bad-wash'], ['text', 'wash']]; return pairs.filter(([one, other]) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return !((a + 0.05) / (b + 0.05) >= 4.5); }).join(' ') + ' ' + style.getPropertyValue('--ground').trim(); })()"
    let program = try browse(
      try page(of: serving), ["scheme \(scheme)", "until document.styleSheets.length === 1", "see \(script)"])
    let (status, text) = await program.end()
    #expect(status == 0 && text == "true\n\" \(scheme == "light" ? "#f4f5f2" : "#121715")\"\n", "\(text)")
  }
}
