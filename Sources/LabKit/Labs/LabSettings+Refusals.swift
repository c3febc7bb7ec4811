// Options that have no effect are refused.

extension LabSettings {
  /// Refuses parameters of the built-in instance where the user's files take its place.
  ///
  /// - Parameters:
  ///   - parameters: The parameters that only the built-in instance has.
  ///   - owner: The option of the user's files.
  /// - Throws: ``LabError/illegal(_:)`` that names the first parameter given.
  package func refuseBuiltIn(
    _ parameters: [LabParameter], beside owner: LabParameter
  ) throws(LabError) {
    if let idle = parameters.first(where: isGiven) {
      throw .illegal(
        "\(idle.option) belongs to the built-in instance and has no effect with \(owner.option)")
    }
  }

  /// Refuses parameters that need another one.
  ///
  /// - Parameters:
  ///   - parameters: The parameters that have no effect on their own.
  ///   - owner: The parameter that they need, which is not given.
  /// - Throws: ``LabError/illegal(_:)`` that names the first parameter given.
  package func refuse(
    _ parameters: [LabParameter], without owner: LabParameter
  ) throws(LabError) {
    if let idle = parameters.first(where: isGiven) {
      throw .illegal("\(idle.option) requires \(owner.option)")
    }
  }

  /// Refuses a seed where nothing is drawn.
  ///
  /// - Parameter owner: The option of the user's files.
  /// - Throws: ``LabError/illegal(_:)`` for a seed that is not 0.
  package func refuseSeed(beside owner: LabParameter) throws(LabError) {
    guard seed == 0 else {
      throw .illegal("--seed has no effect with \(owner.option): nothing is drawn")
    }
  }
}
