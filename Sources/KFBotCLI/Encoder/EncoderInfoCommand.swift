import ArgumentParser
import Foundation
import SentenceEncoder

struct EncoderInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show which encoder is installed, where it came from, and its licence.",
        discussion: """
            EXAMPLES
              kfbot encoder info
              kfbot encoder info --check --licence
            """
    )

    @Argument(help: "The encoder's file; the installed one by default.")
    var file: String?

    @Flag(
        help: "Read the whole file and compare it with its fingerprint; exit code 1 if it differs."
    )
    var check = false

    @Flag(help: "Print the licence of the weights in full.")
    var licence = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let path = EncoderLocation.path(file)
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError(
                "No encoder is installed at \(path). `make setup` or `kfbot encoder install FILE` "
                    + "installs one; without it questions are matched by their characters alone."
            )
        }
        let encoder = try EncoderModel(path: path)
        var report = EncoderReport(encoder, path: path)
        if check { report.intact = encoder.isIntact() }
        if licence { report.licence = encoder.description.licence }
        print(json ? try JSONOutput.string(report) : report.text)
        if report.intact == false { throw ExitCode.failure }
    }
}

/// What there is to know about an encoder's file.
struct EncoderReport: Encodable {
    let path: String
    let name: String
    let fingerprint: String
    let dimension: Int
    let layers: Int
    let bits: Int
    let pieces: Int
    let publishedPieces: Int
    let pooling: EncoderDescription.Pooling
    let queryPrefix: String
    let passagePrefix: String
    let bytes: Int
    let instructions: String
    let provenance: [String]
    var intact: Bool?
    var licence: String?

    init(_ encoder: EncoderModel, path: String) {
        let model = encoder.description
        self.path = path
        name = model.name
        fingerprint = encoder.fingerprint
        dimension = model.dimension
        layers = model.layers
        bits = model.weightBits
        pieces = model.pieces
        publishedPieces = model.publishedPieces
        pooling = model.pooling
        queryPrefix = model.queryPrefix
        passagePrefix = model.passagePrefix
        bytes = encoder.fileSize
        instructions = EncoderModel.instructions
        provenance = model.provenance
    }

    var text: String {
        let megabytes = String(format: "%.1f", Double(bytes) / 1e6)
        var lines = [
            "model        \(name)",
            "file         \(path), \(megabytes) MB",
            "fingerprint  \(fingerprint)",
            "vectors      \(dimension) numbers, \(layers) layers, weights of \(bits) bits, \(pooling.rawValue)",
            "prefixes     questions “\(queryPrefix)”, answers “\(passagePrefix)”",
            "pieces       \(pieces) of \(publishedPieces)",
            "computed by  \(instructions)",
        ]
        lines += provenance.map { "origin       \($0)" }
        if let intact {
            lines.append(
                "content      \(intact ? "as fingerprinted" : "damaged: install it again")"
            )
        }
        if let licence { lines += ["", licence] }
        return lines.joined(separator: "\n")
    }
}
