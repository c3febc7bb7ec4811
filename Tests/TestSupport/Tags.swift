// Groups of tests that can be run or left out together.

package import Testing

extension Tag {
  /// Compares with values from an independent computation at high precision.
  @Tag package static var golden: Tag
  /// States a theorem and checks it on many inputs.
  @Tag package static var property: Tag
  /// Turns a hostile input into a value or a refusal.
  @Tag package static var extreme: Tag
}
