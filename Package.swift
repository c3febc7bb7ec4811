// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Tests compute for minutes in these modules: numbers, and the places of names in figures. Tests/run.sh asks for optimised code, whose
// preconditions still tell their reasons; otherwise the flags are left out, because a package that has them cannot be a dependency.
let optimized =
  Context.environment["OPTIMIZED_TESTS"] == nil
  ? settings
  : settings + [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))]

// The labs, each a folder of Sources/Labs and a target of its own; none imports another.
let labs = [
  "Dequantization", "Equilibrium", "Equivariance", "Generative", "Hypergradient", "Lasso",
  "PlugAndPlay", "Regularization", "Stochastic", "Tuning", "Unfolding",
]
let labTargets: [Target] = labs.map { name in
  .target(
    name: name,
    dependencies: [
      "Evidence", "Files", "Intervals", "LabKit", "Libc", "LinearAlgebra", "Optimization",
      "Report", "ToyModel",
    ],
    path: "Sources/Labs/\(name)", swiftSettings: optimized)
}

let package = Package(
  name: "toy",
  // The targets with an interface for library users, each with documentation; what the others share is `package`.
  products: [
    .library(name: "Intervals", targets: ["Intervals"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
    .library(name: "Optimization", targets: ["Optimization"]),
    .library(name: "ToyModel", targets: ["ToyModel"]),
    .library(name: "Certified", targets: ["Certified"]),
    .library(name: "Learning", targets: ["Learning"]),
    .library(name: "Report", targets: ["Report"]),
    .executable(name: "toy", targets: ["toy"]),
  ],
  targets: [
    // The headers and the archive of LAPACKE are those of liblapacke-dev and libopenblas-dev.
    .target(name: "CLAPACKE"),
    .target(name: "Libc", swiftSettings: settings),
    .target(name: "LinearAlgebra", dependencies: ["CLAPACKE", "Libc"], swiftSettings: optimized),
    .target(name: "Optimization", dependencies: ["LinearAlgebra"], swiftSettings: optimized),
    .target(name: "Intervals", swiftSettings: optimized),
    .target(
      name: "ToyModel", dependencies: ["Intervals", "Libc", "LinearAlgebra", "Optimization"],
      swiftSettings: optimized),
    .target(
      name: "Certified", dependencies: ["Intervals", "LinearAlgebra", "ToyModel"],
      swiftSettings: settings),
    .target(
      name: "Learning", dependencies: ["Libc", "LinearAlgebra", "Optimization", "ToyModel"],
      swiftSettings: optimized),
    .target(name: "Report", dependencies: ["Libc"], swiftSettings: optimized),
    .target(name: "Files", dependencies: ["Libc"], swiftSettings: settings),
    .target(
      name: "Reference", dependencies: ["Intervals", "Libc", "LinearAlgebra"],
      swiftSettings: settings),
    .target(
      name: "Evidence", dependencies: ["Intervals", "Libc", "Report"], swiftSettings: settings),
    .target(
      name: "Theory",
      dependencies: [
        "Certified", "Evidence", "Files", "Intervals", "Learning", "Libc", "LinearAlgebra",
        "Optimization", "Reference", "Report", "Studies", "ToyModel",
      ],
      swiftSettings: settings),
    // Texts of other languages in the program, which stays one file.
    .target(name: "EmbeddedPage", path: "Sources/Studies/EmbeddedPage", exclude: ["Page"]),
    .target(
      name: "EmbeddedCommand", path: "Sources/ToyCommand/EmbeddedCommand",
      exclude: ["Completions"]),
    .target(
      name: "Studies",
      dependencies: [
        "Certified", "EmbeddedPage", "Evidence", "Files", "Intervals", "Learning", "Libc",
        "LinearAlgebra", "Optimization", "Report", "ToyModel",
      ],
      exclude: ["EmbeddedPage"],
      swiftSettings: settings),
    .target(name: "EmbeddedImages", path: "Sources/LabKit/EmbeddedImages"),
    .target(
      name: "LabKit",
      dependencies: [
        "EmbeddedImages", "Evidence", "Files", "Intervals", "Libc", "LinearAlgebra", "Optimization",
        "Report",
      ],
      exclude: ["EmbeddedImages"],
      swiftSettings: optimized),
    .target(
      name: "ToyCommand",
      dependencies: [
        "Certified", "EmbeddedCommand", "Evidence", "Files", "Intervals", "LabKit", "Learning",
        "Libc",
        "LinearAlgebra", "Optimization", "Reference", "Report", "Studies", "Theory", "ToyModel",
      ] + labs.map { .byName(name: $0) },
      exclude: ["EmbeddedCommand"],
      swiftSettings: settings),
    .executableTarget(
      name: "toy", dependencies: ["ToyCommand"], swiftSettings: settings,
      // One file that runs without a Swift runtime beside it and starts twice as fast; at a fixed address, because
      // 38,000 relocations would take a quarter of the start.
      linkerSettings: [
        .unsafeFlags(
          ["-static-stdlib", "-Xclang-linker", "-no-pie"], .when(platforms: [.linux]))
      ]),
    .target(
      // What several benchmarks share.
      name: "BenchmarkSupport", dependencies: ["Libc"], path: "Benchmarks/BenchmarkSupport",
      swiftSettings: settings),
    .executableTarget(
      name: "LearningBenchmark",
      dependencies: [
        "BenchmarkSupport", "Learning", "Libc", "LinearAlgebra", "Optimization", "Report",
        "ToyModel",
      ],
      path: "Benchmarks/LearningBenchmark", swiftSettings: settings),
    .executableTarget(
      name: "FilterBenchmark", dependencies: ["BenchmarkSupport", "Libc", "ToyModel"],
      path: "Benchmarks/FilterBenchmark", swiftSettings: settings),
    .executableTarget(
      name: "LabBenchmark",
      dependencies: [
        "BenchmarkSupport", "Dequantization", "Evidence", "Files", "Hypergradient", "LabKit",
        "Libc", "LinearAlgebra", "Optimization", "Stochastic", "Tuning", "Unfolding",
      ],
      path: "Benchmarks/LabBenchmark", swiftSettings: settings),
    .testTarget(name: "LibcTests", dependencies: ["Libc"], swiftSettings: settings),
    .testTarget(
      name: "IntervalsTests", dependencies: ["Intervals", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "OptimizationTests",
      dependencies: ["Libc", "LinearAlgebra", "Optimization", "TestSupport"],
      swiftSettings: settings),
    .target(
      // What several targets of tests share.
      name: "TestSupport", dependencies: ["Files", "Libc", "LinearAlgebra", "ToyModel"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "ToyModelTests", dependencies: ["LinearAlgebra", "TestSupport", "ToyModel"],
      swiftSettings: settings),
    .testTarget(
      name: "CertifiedTests",
      dependencies: ["Certified", "Intervals", "LinearAlgebra", "TestSupport", "ToyModel"],
      swiftSettings: settings),
    .testTarget(
      name: "LearningTests",
      dependencies: [
        "Intervals", "Learning", "Libc", "LinearAlgebra", "Optimization", "ToyModel",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "FilesTests", dependencies: ["Files", "Libc", "LinearAlgebra", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "StudiesTests",
      dependencies: [
        "Certified", "Files", "Intervals", "Learning", "Libc", "LinearAlgebra", "Optimization",
        "Report", "Studies", "TestSupport", "ToyModel",
      ],
      swiftSettings: settings),
    .testTarget(
      // The tests run the executable, but must not link it: its statically linked runtime would
      // meet the tests' own. `swift test` builds all products first.
      name: "ToyCommandTests",
      dependencies: [
        "Certified", "Evidence", "Files", "Intervals", "LabKit", "Learning", "Libc",
        "LinearAlgebra", "Optimization", "Reference", "Report", "Studies", "TestSupport", "Theory",
        "ToyCommand", "ToyModel",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "LabKitTests",
      dependencies: [
        "Evidence", "Files", "LabKit", "Libc", "LinearAlgebra", "Optimization", "Report",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "LabsTests",
      dependencies: [
        "Evidence", "Files", "LabKit", "Libc", "LinearAlgebra", "Optimization", "Report",
        "TestSupport",
      ] + labs.map { .byName(name: $0) },
      swiftSettings: settings),
  ] + labTargets,
  swiftLanguageModes: [.v6],
  // #embed is in the C of 2023.
  cLanguageStandard: .c2x
)
