import KFBotModel

/// ChatterBot's corpora: `conversations`, lists of what is said in turn, under `categories`.
///
/// The first text of a conversation is the question, the second its answer. Questions that come back
/// with other answers get one of these by chance. What is said later has no counterpart here.
final class ChatterBotFormat: JSONFormat {
    let arrays: Set<String> = ["conversations"]
    private let sink: RecordSink
    private var group: String?
    private var drafts: [EntryDraft] = []
    private var places: [String: Int] = [:]

    /// Creates a reader.
    init(sink: RecordSink) {
        self.sink = sink
        sink.turnsMarkup = true
    }

    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws {
        guard let turns = value.array?.map({ $0.scalarText?.trimmingWhitespace() ?? "" }),
            let question = turns.first, !question.isEmpty
        else {
            try sink.problem(
                .badValue,
                "A conversation is a list of texts, the question first.",
                at: location,
                column: "conversations"
            )
            return
        }
        let answer = turns.count > 1 ? turns[1] : ""
        if turns.count > 2 {
            sink.tally(.notSupported, at: location) { count in
                "\(count == 1 ? "A conversation goes" : "\(count) conversations go") on behind the answer; "
                    + "the rest is left out."
            }
        }
        if let place = places[question] {
            guard !answer.isEmpty, drafts[place].answers?.contains(Answer(text: answer)) == false
            else { return }
            drafts[place].answers?.append(Answer(text: answer))
            drafts[place].strategy = .random
            return
        }
        var draft = EntryDraft(at: location)
        draft.question = question
        draft.answers = answer.isEmpty ? [] : [Answer(text: answer)]
        draft.isRow = true
        places[question] = drafts.count
        drafts.append(draft)
    }

    func take(_ key: String, _ value: JSONValue) throws -> Bool {
        if key == "categories" { group = value.scalarTexts?.first }
        return true
    }

    func finish() throws {
        for var draft in drafts {
            draft.group = group.map { GroupPath([$0]) }
            try sink.entry(draft, names: .init(question: "conversations", answer: "conversations"))
        }
    }
}
