import KFBotModel
import Tokenizer

/// Synonym classes that do harm or nothing.
struct SynonymRule: BaseRule {
    let codes: [LintCode] = [.synonymOneCharacter, .synonymInTwoClasses, .synonymAlone]

    func check(_ base: LintBase, into findings: inout [LintFinding]) {
        let normalizer = TextNormalizer()
        let classes = base.vocabulary.synonyms.map { words in
            words.map { normalizer.normalize($0).text }
        }
        /// The classes of each word, each class once.
        var places: [String: [Int]] = [:]
        func report(_ code: LintCode, _ place: Int, _ message: String) {
            findings.append(
                LintFinding(code, .warning, entry: nil, field: "synonyms[\(place)]", message)
            )
        }
        for (place, words) in classes.enumerated() {
            let words = words.uniqued()
            if words.count < 2 {
                report(
                    .synonymAlone,
                    place,
                    "The class of \(LintText.quoted(words.first ?? "")) has no second word and does "
                        + "nothing. Add one, or remove the class."
                )
            }
            for word in words where Self.isOneCharacter(word) {
                report(
                    .synonymOneCharacter,
                    place,
                    "\(LintText.quoted(word)) is one character and would be exchanged inside other "
                        + "words as well. Use words of two characters or more."
                )
            }
            for word in words { places[word, default: []].append(place) }
        }
        for (place, words) in classes.enumerated() {
            for word in words.uniqued() {
                guard let all = places[word], all.count > 1, all.last == place else { continue }
                // The table gives a word to the class that has it as head, else to the first.
                let winner = all.first { classes[$0].first == word } ?? all[0]
                let head = classes[winner].first ?? ""
                let others = all.filter { $0 != winner }.map { "synonyms[\($0)]" }
                report(
                    .synonymInTwoClasses,
                    place,
                    "\(LintText.quoted(word)) is in \(all.count) classes and counts only in that of "
                        + "\(LintText.quoted(head)). Remove it from \(others.joined(separator: ", "))"
                        + ", or join the classes."
                )
            }
        }
    }

    private static func isOneCharacter(_ word: String) -> Bool {
        word.unicodeScalars.count == 1
            && word.unicodeScalars.first.flatMap(UnitKey.init(han:)) != nil
    }
}
