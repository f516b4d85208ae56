internal import Discovery

extension FuzzSubject {
  /// Services files: what can be read can be served.
  package static let servicesFile = FuzzSubject("FuzzServicesFile") { octets in
    guard let services = try? ServicesFile.services(octets, path: "services.json") else { return nil }
    return ShownServices.complaint(about: services)
  }
}
