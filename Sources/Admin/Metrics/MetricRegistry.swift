package import CoreMetrics
internal import HostSystem

/// The metrics that this program and its libraries register, each once, to be shown with their present values.
package final class MetricRegistry: MetricsFactory {
  private struct Key: Hashable {
    let label: String
    let dimensions: [MetricFamily.Label]
  }

  private struct State {
    var cells: [Key: MetricCell] = [:]
    var order: [Key] = []
    var help: [String: String] = [:]
  }

  private let state = Guarded(State())

  /// As many are shown: what a library registers by names of strangers must not fill the memory.
  package static let maximumCount = 2_000

  /// Nothing is registered yet.
  package init() {}

  /// Registers a counter, of which `help` says what it counts.
  package func counter(_ label: String, _ help: String, _ dimensions: [(String, String)] = []) -> Counter {
    state.withLock { $0.help[label] = help }
    return Counter(label: label, dimensions: dimensions, factory: self)
  }

  private func cell(_ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind) -> MetricCell {
    let key = Key(label: label, dimensions: dimensions.map { MetricFamily.Label($0.0, $0.1) })
    return state.withLock { state in
      if let cell = state.cells[key], cell.kind == kind { return cell }
      let cell = MetricCell(label, dimensions, kind)
      guard state.cells[key] == nil, state.cells.count < Self.maximumCount else { return cell }
      state.cells[key] = cell
      state.order.append(key)
      return cell
    }
  }

  /// All metrics, by their names.
  package var families: [MetricFamily] {
    let (cells, help) = state.withLock { state in (state.order.compactMap { state.cells[$0] }, state.help) }
    return Dictionary(grouping: cells) { PrometheusText.name($0.label) }.sorted { $0.key < $1.key }
      .compactMap { name, cells in
        guard let first = cells.first else { return nil }
        let samples = cells.filter { $0.kind == first.kind }.flatMap(\.samples)
        return MetricFamily(name, first.kind, help[first.label] ?? "\(first.label), of a library.", samples)
      }
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    cell(label, dimensions, .counter)
  }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    cell(label, dimensions, .counter)
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    cell(label, dimensions, .gauge)
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    cell(label, dimensions, aggregate ? .summary : .gauge)
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    cell(label, dimensions, .summary)
  }

  // What counted stays to be shown.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}
}
