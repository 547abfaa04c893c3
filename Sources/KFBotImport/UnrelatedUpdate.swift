import KFBotModel
import Tokenizer

/// Tells an edit of an entry from another entry that goes by the same name.
///
/// Numbers that two departments gave out, or an `id` of another system, meet in one name: the update
/// would leave nothing of the entry that was there. An edit keeps the question or the answer, or much
/// of the words of one of them.
enum UnrelatedUpdate {
    /// Whether neither question nor answer of an entry has anything to do with what was there.
    static func isOne(from stored: Entry, to entry: Entry) -> Bool {
        guard stored.question != entry.question, !stored.answers.isEmpty,
            stored.answers != entry.answers
        else { return false }
        let before = stored.phrasings.map(words)
        let after = entry.phrasings.map(words)
        let areNear = before.contains { old in
            after.contains { isNear(old, $0) }
        }
        return !areNear && !isNear(text(of: stored), text(of: entry))
    }

    /// Whether more than half of the shorter list of words stands in the other.
    private static func isNear(_ left: Set<String>, _ right: Set<String>) -> Bool {
        let shorter = min(left.count, right.count)
        // Questions of nothing but 怎么 and the like say too little to judge by.
        return shorter == 0 || 2 * left.intersection(right).count > shorter
    }

    /// Whether half of the pairs of characters are the same.
    private static func isNear(_ left: String, _ right: String) -> Bool {
        let (a, b) = (pairs(left), pairs(right))
        guard !a.isEmpty, !b.isEmpty else { return left == right }
        return 4 * a.intersection(b).count >= a.count + b.count
    }

    private static func text(of entry: Entry) -> String {
        entry.answers.flatMap(\.parts).compactMap { part in
            guard case .text(let text) = part else { return nil }
            return TextNormalizer().normalize(text).text
        }.joined(separator: "\n")
    }

    private static func pairs(_ text: String) -> Set<String> {
        let characters = Array(text.prefix(2_000)).filter { !$0.isWhitespace && !$0.isPunctuation }
        return Set(zip(characters, characters.dropFirst()).map { String([$0, $1]) })
    }

    /// The characters and words of a question that say what it is about.
    private static func words(_ question: String) -> Set<String> {
        var words: Set<String> = []
        var latin = ""
        func pass() {
            if !latin.isEmpty, !commonWords.contains(latin) { words.insert(latin) }
            latin = ""
        }
        for character in TextNormalizer().normalize(question).text {
            if character.isASCII, character.isLetter || character.isNumber {
                latin.append(character)
                continue
            }
            pass()
            if character.isLetter || character.isNumber, !common.contains(character) {
                words.insert(String(character))
            }
        }
        pass()
        return words
    }

    private static let common: Set<Character> = Set("怎么样如何什吗呢的了是在我你您它他们可以能不要请问多少几为和与有没哪里个啊吧呀想得")
    private static let commonWords: Set<String> = [
        "how", "what", "when", "where", "why", "who", "is", "are", "do", "does", "the", "a", "an",
        "to", "i", "my", "you", "your", "can", "of", "for", "in", "on", "it",
    ]
}
