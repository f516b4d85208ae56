// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A module of ours, built with the house's settings.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of `name`, with the files of its `Fixtures` folder as resources.
func tests(of name: String, fixtures: Bool = false, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies,
    resources: fixtures ? [.copy("Fixtures")] : [], swiftSettings: settings)
}

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "doyen",
  products: [
    .executable(name: "doyen", targets: ["doyen"]),
    .library(name: "Discovery", targets: ["Discovery"]),
    .library(name: "Discoverd", targets: ["Discoverd"]),
    .library(name: "Piloted", targets: ["Piloted"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON", "YAML"]),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.0.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.25.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CLDNS", pkgConfig: "ldns", providers: [.apt(["libldns-dev"]), .brew(["ldns"])]),
    .systemLibrary(
      name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .target(name: "CDatagram", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "CPrefetch"),
    module("DNSWire"),
    module("HostSystem"),
    module("LocalFiles", ["HostSystem"]),
    module("LogOutput", ["HostSystem", logging]),
    module("ZoneFile", ["CLDNS", "DNSWire", "LocalFiles"]),
    module("Discovery", ["HostSystem", "LocalFiles", heap, logging]),
    module("SavedState", ["Discovery", "HostSystem", "LocalFiles", logging]),
    module("Discoverd", ["CLibcrypto", "Discovery", "HostSystem", nioCore, nioHTTP1, nioPosix, logging]),
    module(
      "DiscoverdAgent",
      ["Discoverd", "Discovery", "HostSystem", "LocalFiles", "SavedState", nioCore, nioHTTP1, nioPosix, logging]),
    module(
      "Piloted",
      ["Discovery", "HostSystem", "LocalFiles", nioCore, nioPosix, nioHTTP1, nioSSL, httpClient, logging, unixSignals]),
    module("ServiceIndex", ["CPrefetch", "Discovery", "DNSWire", "HostSystem"]),
    module("Responder", ["Discovery", "DNSWire", "HostSystem", "ServiceIndex", "ZoneFile"]),
    module("Relay", ["DNSWire", "HostSystem", "LocalFiles", nioCore, nioPosix, nioSSL, logging]),
    module(
      "DNSServer",
      ["CDatagram", "DNSWire", "HostSystem", "Relay", "Responder", "ServiceIndex", nioCore, nioPosix, logging]),
    module("Doctor", ["DNSWire", "LocalFiles", "Relay"]),
    module("SettingsFile", ["LocalFiles", configuration, yams]),
    .target(
      name: "Admin",
      dependencies: ["Discovery", "HostSystem", hummingbird, httpTypes, logging, metrics, nioCore, nioPosix],
      resources: ["html", "css", "js", "svg"].map { .embedInCode("Page/status.\($0)") }, swiftSettings: settings),
    .executableTarget(
      name: "doyen",
      dependencies: [
        "Admin", "Discovery", "Discoverd", "DiscoverdAgent", "DNSServer", "DNSWire", "Doctor", "HostSystem",
        "LocalFiles", "LogOutput", "Piloted", "Relay", "Responder", "SavedState", "ServiceIndex", "SettingsFile",
        "ZoneFile",
        argumentParser, lifecycle, logging, metrics, nioCore, nioPosix, unixSignals,
      ], swiftSettings: settings),
    tests(of: "DNSWire", ["TestSupport"]),
    tests(of: "HostSystem", ["TestSupport"]),
    tests(of: "LocalFiles"),
    tests(of: "LogOutput", ["HostSystem", "TestSupport", logging]),
    tests(of: "ZoneFile", fixtures: true, ["DNSWire"]),
    tests(of: "Discovery", ["HostSystem", "TestSupport", logging]),
    tests(of: "SavedState", ["Discovery", "HostSystem", "LocalFiles", "TestSupport", logging]),
    tests(
      of: "Discoverd", fixtures: true,
      ["Discovery", "HostSystem", "TestSupport", nioCore, nioEmbedded, nioHTTP1, nioPosix, logging]),
    tests(
      of: "DiscoverdAgent", fixtures: true,
      ["Discoverd", "Discovery", "HostSystem", "LocalFiles", "SavedState", "TestSupport", nioCore, nioPosix, logging]),
    tests(
      of: "Piloted", fixtures: true,
      [
        "Discovery", "DNSWire", "doyen", "HostSystem", "LocalFiles", "TestBackends", "TestSupport", nioCore, nioHTTP1,
        nioPosix, nioSSL, logging,
      ]),
    tests(of: "ServiceIndex", ["Discovery", "DNSWire"]),
    tests(
      of: "Responder", fixtures: true, ["Discovery", "DNSWire", "HostSystem", "ServiceIndex", "ZoneFile", logging]),
    .target(
      name: "TestSupport", dependencies: ["HostSystem", nioCore, logging], path: "Tests/TestSupport",
      swiftSettings: settings),
    .target(
      name: "TestBackends", dependencies: ["Discoverd", "Discovery", "HostSystem", nioCore, nioPosix, nioSSL],
      path: "Tests/TestBackends", swiftSettings: settings),
    .executableTarget(
      name: "OutageBackends", dependencies: ["Discoverd", "HostSystem", "TestBackends", argumentParser],
      path: "Tests/OutageBackends", swiftSettings: settings),
    .executableTarget(
      name: "OutageRun",
      dependencies: [
        "Discoverd", "DiscoverdAgent", "Discovery", "DNSWire", "HostSystem", "SavedState", "TestSupport", "ZoneFile",
        argumentParser, logging,
      ],
      path: "Tests/OutageRun", swiftSettings: settings),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .executableTarget(
      name: "AllocationProbe",
      dependencies: [
        "CAllocationCounter", "Discovery", "DNSServer", "DNSWire", "Responder", "ServiceIndex", "ZoneFile", nioCore,
      ], path: "Tests/AllocationProbe", swiftSettings: settings),
    .target(
      name: "PacketContest",
      dependencies: ["Discovery", "DNSWire", "Responder", "ServiceIndex", "TestSupport", "ZoneFile"],
      path: "Tests/PacketContest", swiftSettings: settings),
    .executableTarget(
      name: "DifferentialFuzz", dependencies: ["PacketContest", argumentParser], path: "Tests/DifferentialFuzz",
      swiftSettings: settings),
    .executableTarget(
      name: "PathBenchmark",
      dependencies: ["Discovery", "DNSServer", "DNSWire", "Responder", "ServiceIndex", "ZoneFile", nioCore],
      path: "Benchmarks/Path", swiftSettings: settings),
    .target(
      name: "FuzzSubjects",
      dependencies: [
        "Discoverd", "DiscoverdAgent", "Discovery", "DNSWire", "Doctor", "HostSystem", "LocalFiles", "PacketContest",
        "Piloted", "Relay", "Responder", "SavedState", "ServiceIndex", "SettingsFile", "ZoneFile", logging, nioCore,
        nioEmbedded,
      ], path: "Fuzz/Subjects", swiftSettings: settings),
    .testTarget(
      name: "FuzzTests", dependencies: ["Discovery", "FuzzSubjects", "PacketContest"], path: "Fuzz/Tests",
      swiftSettings: settings),
    .testTarget(
      name: "DoctorTests", dependencies: ["Doctor", "DNSWire", "TestSupport"], exclude: ["Fixtures"],
      swiftSettings: settings),
    tests(
      of: "Relay", fixtures: true,
      ["DNSWire", "HostSystem", "TestSupport", "ZoneFile", nioCore, nioEmbedded, nioPosix, nioSSL, logging]),
    tests(
      of: "DNSServer",
      [
        "CDatagram", "Discovery", "DNSWire", "HostSystem", "Responder", "ServiceIndex", "TestSupport", "ZoneFile",
        nioCore, nioEmbedded, nioPosix, logging,
      ]),
    tests(of: "SettingsFile", ["TestSupport"]),
    tests(of: "Admin", ["Discovery", "HostSystem", "TestSupport", metrics, nioCore, logging]),
    .testTarget(
      name: "ConformanceTests", dependencies: ["doyen", "DNSWire", "TestSupport", "ZoneFile"], exclude: ["Fixtures"],
      swiftSettings: settings),
    .testTarget(
      name: "HostTests", dependencies: ["doyen", "TestSupport", nioCore], exclude: ["Clients"], swiftSettings: settings),
    .testTarget(
      name: "DoyenTests",
      dependencies: ["doyen", "Discovery", "SavedState", "TestSupport", logging, nioCore, nioPosix],
      resources: [.copy("Fixtures")],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6])

// For `make fuzz`; a plain build cannot link it.
if Context.environment["DOYEN_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzz", dependencies: ["FuzzSubjects"], path: "Fuzz/Program",
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}

// For `swift package generate-documentation`; nothing else needs it.
if Context.environment["DOYEN_DOCUMENTATION"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
