import Discovery
import Testing

@Suite("Packed instances")
struct PackedInstancesTests {
  private let instances: [Instance] = [
    Instance(endpoint: Endpoint(address: .ipv4(0x7F00_0001), port: 65_535), created: 0),
    Instance(
      endpoint: Endpoint(address: .ipv6(high: .max, low: 1), port: 0), created: .max, attributes: ["b": "", "a": "ä"],
      tags: ["x", "x", ""], weight: 0),
    Instance(
      endpoint: Endpoint(address: .host(String(repeating: "h", count: 200)), port: 1), created: 128,
      attributes: Dictionary(uniqueKeysWithValues: (0..<200).map { ("k\($0)", String(repeating: "v", count: $0)) }),
      weight: 65_535),
  ]

  @Test("are the same when they are unpacked")
  func roundTrip() {
    for count in 0...3 {
      let plain = InstanceList(Array(instances.prefix(count)))
      #expect(plain.packed.instances == plain.instances && plain.packed.count == count)
      #expect(plain.packed.first == plain.first && plain.packed.isEmpty == (count == 0))
      #expect(plain.packed == plain && plain == plain.packed && plain.packed == plain.packed)
      #expect(plain.packed.hasHostNames == (count == 3) && plain.hasHostNames == (count == 3))
    }
  }

  @Test("differ where any part does")
  func differences() {
    let all = InstanceList(instances)
    let other = InstanceList(instances.dropLast() + [Instance(endpoint: instances[2].endpoint, created: 128)])
    #expect(all.packed != other.packed && all.packed != other && all != other.packed)
  }

  @Test("of a set keep who leads", arguments: [nil, 0, 2])
  func leader(_ place: Int?) {
    let leadership = place.map { ServiceSet.Leadership.appointed(instances[$0].endpoint) } ?? .oldest
    let set = ServiceSet(inOrder: instances)
    let led = ServiceSet(settled: set.list, leadership)
    #expect(led.packed == led && led.packed.leader == instances[place ?? 0])
    #expect(led.packed.leaderFirst == led.leaderFirst && led.packed.leaderFirst.first == instances[place ?? 0])
  }
}
