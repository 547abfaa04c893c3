import CICU

/// What a folded scalar is, as far as cutting text cares.
enum ScalarClass: UInt8 {
    /// Punctuation, symbols and anything unassigned or private.
    case separator = 0
    /// A character of the script Han, all extensions included.
    case han = 1
    /// ASCII `a` to `z`; capitals no longer exist after folding.
    case latin = 2
    /// ASCII `0` to `9`.
    case digit = 3
    /// A letter, mark or number of another script.
    case letter = 4
    /// A pictograph or regional indicator.
    case emoji = 5
    /// White space and controls.
    case space = 6

    /// The class of a scalar outside the basic multilingual plane, or of any scalar.
    init(of scalar: UInt32) {
        self =
            ScalarClass(rawValue: UInt8(truncatingIfNeeded: kficu_class_of(scalar))) ?? .separator
    }
}
