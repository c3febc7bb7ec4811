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
  ],
  targets: [
    .systemLibrary(
      name: "CLAPACKE",
      providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),
    .target(name: "LinearAlgebra", dependencies: ["CLAPACKE"], swiftSettings: settings),
    .target(name: "Optimization", swiftSettings: settings),
    .target(
      name: "ToyModel", dependencies: ["LinearAlgebra", "Optimization"], swiftSettings: settings),
    .target(name: "Report", swiftSettings: settings),
    .testTarget(name: "ReportTests", dependencies: ["Report"], swiftSettings: settings)
  ],
  swiftLanguageModes: [.v6]
)

