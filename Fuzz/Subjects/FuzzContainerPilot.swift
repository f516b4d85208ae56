internal import Piloted

extension FuzzSubject {
  /// Configurations for ContainerPilot: templates, JSON5 and what it says. The problems are those for which it is refused.
  package static let containerPilot = FuzzSubject("FuzzContainerPilot") { octets in
    let location = ConfigurationLocation.text(String(decoding: octets, as: UTF8.self), name: "fuzz.json5")
    let problems = ContainerPilotConfiguration.problems(contentsOf: location, environment: environment)
    do throws(ConfigurationError) {
      _ = try ContainerPilotConfiguration(contentsOf: location, environment: environment)
      return problems.isEmpty ? nil : "it is taken in spite of \(problems)"
    } catch {
      return error == problems.first ? nil : "it is refused for \(error), and its problems are \(problems)"
    }
  }

  /// What templates find: nothing, a word, a list, an address, and what would be another template.
  private static let environment = [
    "EMPTY": "", "NAME": "api", "LIST": "a,b,,c", "CONSUL": "consul:8500", "TEMPLATE": "{{ .NAME }}",
  ]
}
