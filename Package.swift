// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "toy",
  products: [
    .library(name: "ToyModel", targets: ["ToyModel"]),
    .executable(name: "toy", targets: ["toy"]),
  ],
  targets: [
    .systemLibrary(
      name: "CLAPACKE",
      providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),
    .target(name: "LinearAlgebra", dependencies: ["CLAPACKE"], swiftSettings: settings),
    .target(name: "Optimization", dependencies: ["LinearAlgebra"], swiftSettings: settings),
    .target(name: "Intervals", swiftSettings: settings),
    .target(
      name: "ToyModel", dependencies: ["Intervals", "LinearAlgebra", "Optimization"],
      swiftSettings: settings),
    .target(
      name: "Learning", dependencies: ["LinearAlgebra", "Optimization", "ToyModel"],
      swiftSettings: settings),
    .target(name: "Report", swiftSettings: settings),
    .target(name: "Files", swiftSettings: settings),
    .target(
      name: "Reference", dependencies: ["Intervals", "LinearAlgebra"], swiftSettings: settings),
    .target(name: "Evidence", dependencies: ["Intervals", "Report"], swiftSettings: settings),
    .target(
      name: "ToyCommand",
      dependencies: [
        "Evidence", "Files", "Intervals", "LinearAlgebra", "Optimization", "ToyModel", "Learning",
        "Reference", "Report",
      ],
      // Inside the program, which stays one file.
      resources: [
        .embedInCode("Commands/catalog.json"), .embedInCode("Explore/Page"),
        .embedInCode("Shell/Scripts"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "toy", dependencies: ["ToyCommand"], swiftSettings: settings,
      // One file that runs without a Swift runtime beside it and starts twice as fast.
      linkerSettings: [.unsafeFlags(["-static-stdlib"], .when(platforms: [.linux]))]),
    .executableTarget(
      name: "LearningBenchmark",
      dependencies: ["LinearAlgebra", "Optimization", "ToyModel", "Learning", "Report"],
      path: "Benchmarks/LearningBenchmark", swiftSettings: settings),
    .testTarget(name: "IntervalsTests", dependencies: ["Intervals"], swiftSettings: settings),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"], swiftSettings: settings),
    .testTarget(
      name: "OptimizationTests", dependencies: ["LinearAlgebra", "Optimization"],
      swiftSettings: settings),
    .testTarget(
      name: "ToyModelTests", dependencies: ["Intervals", "LinearAlgebra", "ToyModel"],
      swiftSettings: settings),
    .testTarget(
      name: "LearningTests",
      dependencies: ["Intervals", "LinearAlgebra", "Optimization", "ToyModel", "Learning"],
      swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["Files", "LinearAlgebra"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "FilesTests", dependencies: ["Files", "LinearAlgebra", "TestSupport"],
      swiftSettings: settings),
    .testTarget(name: "ReportTests", dependencies: ["Report"], swiftSettings: settings),
    .testTarget(
      // The tests run the executable, but must not link it: its statically linked runtime would
      // meet the tests' own. `swift test` builds all products first.
      name: "ToyCommandTests",
      dependencies: [
        "Evidence", "Files", "Intervals", "LinearAlgebra", "Optimization", "ToyModel", "Learning",
        "Reference", "Report", "TestSupport", "ToyCommand",
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
