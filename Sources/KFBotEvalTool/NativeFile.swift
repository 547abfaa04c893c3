import Foundation
import KFBot

/// Reads the minimal native form of a knowledge base; for development only.
enum NativeFile {
    private struct Line: Decodable {
        struct RichAnswer: Decodable {
            var text: String?
            var parts: [Part]?
            struct Part: Decodable {
                var type: String?
                var text: String?
            }
        }
        var id: String?
        var question: String?
        var similar: [String]?
        var negative: [String]?
        var answer: String?
        var answers: [RichAnswer]?
        var synonyms: [String]?
        var dictionary: [String]?
        var fillers: [String]?
    }

    static func read(_ path: String) throws -> (entries: [Entry], vocabulary: Vocabulary) {
        var entries: [Entry] = []
        var vocabulary = Vocabulary()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for line in text.split(separator: "\n") {
            let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            if let synonyms = line.synonyms { vocabulary.synonyms.append(synonyms) }
            vocabulary.words += line.dictionary ?? []
            vocabulary.fillers += line.fillers ?? []
            guard let id = line.id, let question = line.question else { continue }
            var texts = [line.answer].compactMap { $0 }
            texts += (line.answers ?? []).flatMap { [$0.text] + ($0.parts ?? []).map(\.text) }
                .compactMap { $0 }
            entries.append(
                Entry(
                    id: EntryID(rawValue: id),
                    question: question,
                    answers: texts.map { Answer(text: $0) },
                    similarQuestions: line.similar ?? [],
                    negativeQuestions: line.negative ?? []
                )
            )
        }
        return (entries, vocabulary)
    }
}
