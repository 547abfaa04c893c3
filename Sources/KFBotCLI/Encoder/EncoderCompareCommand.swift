import ArgumentParser
import Foundation
import SentenceEncoder

struct EncoderCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Show how near a text's meaning is to others.",
        discussion: """
            Differences between cosines matter, not their values: those of multilingual-e5-small lie
            between 0.75 and 1.

            EXAMPLES
              kfbot encoder compare 钱什么时候退回来 退款几天到账 怎么开发票
            """
    )

    @Argument(help: "A question.")
    var question: String

    @Argument(help: "Texts to compare it with.")
    var others: [String]

    @Flag(help: "The other texts are answers, not questions.")
    var answers = false

    @Flag(help: "Print JSON.")
    var json = false

    struct Comparison: Encodable {
        let text: String
        let cosine: Double
    }

    func run() throws {
        let encoder = try EncoderModel(path: EncoderLocation.path())
        let query = encoder.encode([question], as: .query)[0]
        let vectors = encoder.encode(others, as: answers ? .passage : .query)
        let comparisons = zip(others, vectors).map { text, vector in
            Comparison(
                text: text,
                cosine: Double(zip(query, vector).reduce(0) { $0 + $1.0 * $1.1 })
            )
        }
        if json {
            print(try JSONOutput.string(comparisons))
        } else {
            for each in comparisons.sorted(by: { $0.cosine > $1.cosine }) {
                print(String(format: "%.3f", each.cosine), each.text)
            }
        }
    }
}
