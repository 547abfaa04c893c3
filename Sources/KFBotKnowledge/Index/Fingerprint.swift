import Tokenizer

/// A hash of a question without its punctuation, width, case and script.
package enum Fingerprint {
    private static let analyzer = UnitAnalyzer(synonyms: nil)

    package static func of(_ text: String) -> Int64 {
        var units = UnitText()
        analyzer.analyze(text, into: &units)
        return of(text, units: units.plain)
    }

    /// The hash of a text's plain units; texts without any unit are hashed as they are normalized.
    static func of(_ text: String, units: [UnitKey]) -> Int64 {
        guard units.isEmpty else { return of(units) }
        return Int64(bitPattern: StableHash(of: TextNormalizer().normalize(text).text.utf8).value)
    }

    /// The hash of all texts with these plain units; there must be at least one.
    static func of(_ units: [UnitKey]) -> Int64 {
        Int64(bitPattern: UnitKey.sequence(units[...]))
    }
}
