import ArgumentParser
import Foundation
import KFBot
import SentenceEncoder

/// Opens the vectors of a workspace's directory; `nil` without an encoder.
typealias MeaningSource = @Sendable (_ directory: String) throws -> MeaningStore?

/// Whether questions are matched by their meaning as well.
struct EncoderOptions: ParsableArguments {
    @Flag(help: "Match characters alone, as without an encoder (docs/meaning.md).")
    var noEncoder = false

    /// Opens the vectors of a workspace; `nil` without an installed encoder.
    ///
    /// - Parameter creates: Whether the file of vectors is made where there is none; who only reads makes none.
    /// - Returns: A function of the workspace's directory.
    /// - Throws: `CommandError` if the encoder's file cannot be used.
    func meaning(creates: Bool = true) throws -> MeaningSource {
        noEncoder ? Self.none : try Self.installed(creates: creates)
    }

    private static let none: MeaningSource = { _ in nil }

    /// The same where the installed encoder is always used.
    static func installed(creates: Bool = true) throws -> MeaningSource {
        guard let path = EncoderLocation.installed() else { return none }
        let model: EncoderModel
        do {
            model = try EncoderModel(path: path)
        } catch {
            throw CommandError(
                "\(error) --no-encoder, or an empty KFBOT_ENCODER, matches characters alone."
            )
        }
        return { directory in
            guard creates || MeaningStore.exists(in: directory, for: model) else { return nil }
            do {
                return try MeaningStore(directory: directory, model: model)
            } catch {
                Output.note("\(error); questions are matched by their characters alone")
                return nil
            }
        }
    }
}
