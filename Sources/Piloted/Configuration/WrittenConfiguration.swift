/// A configuration's values, and the text they come from, to name their places as its author knows them.
struct WrittenConfiguration {
  private let source: String
  private let octets: [UInt8]
  private let rendered: RenderedText
  let value: JSON5Value

  /// Reads, renders and parses a configuration.
  init(_ location: ConfigurationLocation, _ environment: [String: String]) throws(ConfigurationError) {
    let (source, octets) = (location.name, try location.read())
    do throws(TextError) {
      rendered = try Template(parsing: octets).render(environment)
    } catch {
      throw ConfigurationError(source: source, place: TextPlace(of: error.offset, in: octets), message: error.message)
    }
    do throws(TextError) {
      value = try JSON5Reader.value(rendered.octets)
    } catch {
      throw ConfigurationError(
        source: source, place: TextPlace(of: rendered.sourceOffset(of: error.offset), in: octets),
        message: error.message)
    }
    self.source = source
    self.octets = octets
  }

  /// A problem in the rendered text, at its place in the text as written.
  func error(_ problem: TextError) -> ConfigurationError {
    let place = TextPlace(of: rendered.sourceOffset(of: problem.offset), in: octets)
    return ConfigurationError(source: source, place: place, message: problem.message)
  }
}
