// Groups of tests that can be run or left out together.

import Testing

extension Tag {
  /// Compares with values from an independent computation at high precision.
  @Tag static var golden: Tag
  /// States a theorem and checks it on many inputs.
  @Tag static var property: Tag
  /// Turns a hostile input into a value or a refusal.
  @Tag static var extreme: Tag
}
