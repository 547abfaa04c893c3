import Foundation
import KFBot
import KFBotTesting

/// Real questions, one a line, from which bases and queries of any size are made.
struct QuestionFile {
    let lines: [String]

    init(path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        lines = text.split(separator: "\n").map(String.init)
    }

    /// A question of a base; beyond the lines that there are, lines are repeated with a suffix.
    func question(_ place: Int) -> String {
        let round = place / lines.count
        let line = lines[place % lines.count]
        return round == 0 ? line : "\(line)\(round)号"
    }

    /// An entry with that question and no answer.
    func entry(_ place: Int) -> Entry {
        Entry(id: EntryID(rawValue: "e\(place)"), question: question(place), answers: [])
    }

    /// Lines with one character dropped, two exchanged, or a phrase in front: never as stored.
    func queries(_ count: Int, ofFirst size: Int) -> [String] {
        var generator = SeededGenerator(seed: 20_261_122)
        let known = min(size, lines.count)
        return (0..<count).map { _ in
            var characters = Array(lines[Int.random(in: 0..<known, using: &generator)])
            let place = Int.random(in: 0..<max(characters.count - 1, 1), using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: characters.remove(at: place)
            case 1 where characters.count > 1: characters.swapAt(place, place + 1)
            default: characters.insert(contentsOf: "我想知道", at: 0)
            }
            return String(characters)
        }
    }
}
