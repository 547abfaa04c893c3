import Foundation
public import KFBotModel

/// Writes entries and vocabulary in our own form or in one of another system.
public struct Exporter: Sendable {
    /// The forms that can be written; our own come first and lose nothing.
    public static let formats: [ImportFormat] = [
        .jsonl, .json, .yaml, .csv, .tsv, .xlsx, .qnamaker, .qnabot, .dify, .fastgpt, .maxkb,
        .weknora, .chatopera, .rasa, .anyq, .wechat,
    ]

    /// Creates an exporter.
    public init() {}

    /// Writes entries.
    ///
    /// Entries are written as they come, so memory does not grow with their number; only the forms
    /// of QnA Maker and 微信客服, which number entries and groups, hold them all. A file appears under
    /// its name only when it is complete.
    ///
    /// - Parameters:
    ///   - entries: The entries, in the order in which they are written.
    ///   - vocabulary: The base's own words.
    ///   - format: The form; ``ImportFormat/auto`` and ``ImportFormat/native`` go by the file's
    ///     ending, JSON Lines without one. WeKnora's form is JSON in a file that ends so, else CSV.
    ///   - destination: Where it goes.
    /// - Returns: What the form cannot hold; empty for our own forms, but for cells that are too long
    ///   for a workbook.
    /// - Throws: ``ImportError`` with `unwritable`, or `unknownFormat` if the form cannot be written.
    public func export(
        _ entries: some Sequence<Entry>,
        vocabulary: Vocabulary = Vocabulary(),
        format: ImportFormat,
        to destination: ExportDestination
    ) throws -> [ExportLoss] {
        let format = try resolve(format, destination)
        if format == .xlsx {
            return try exportWorkbook(entries, vocabulary: vocabulary, to: destination)
        }
        let output = try TextOutput(destination)
        switch format {
        case .json:
            return try write(entries, vocabulary, NativeJSONWriter(output: output))
        case .yaml:
            return try write(entries, vocabulary, NativeYAMLWriter(output: output))
        case .csv, .tsv:
            let delimited = DelimitedWriter(delimiter: format == .csv ? "," : "\t")
            let writer = NativeDelimitedWriter(
                output: output,
                delimited: delimited,
                hasMark: format == .csv
            )
            return try write(entries, vocabulary, writer)
        case .qnamaker:
            let all = Array(entries)
            return try write(all, vocabulary, PeerTableWriter.qnamaker(output, entries: all))
        case .qnabot: return try write(entries, vocabulary, PeerJSONWriter.qnabot(output))
        case .dify:
            return try write(entries, vocabulary, PeerTableWriter.pairs(output, delimiter: ","))
        case .anyq:
            return try write(entries, vocabulary, PeerTableWriter.pairs(output, delimiter: "\t"))
        case .fastgpt: return try write(entries, vocabulary, PeerTableWriter.fastgpt(output))
        case .maxkb: return try write(entries, vocabulary, PeerTableWriter.maxkb(output))
        case .weknora where destination.path.lowercased().hasSuffix(".json"):
            return try write(entries, vocabulary, PeerJSONWriter.weknora(output))
        case .weknora: return try write(entries, vocabulary, PeerTableWriter.weknora(output))
        case .chatopera: return try write(entries, vocabulary, PeerJSONWriter.chatopera(output))
        case .rasa: return try write(entries, vocabulary, RasaWriter(output: output))
        case .wechat:
            let all = Array(entries)
            return try write(all, vocabulary, PeerJSONWriter.wechat(output, entries: all))
        default: return try write(entries, vocabulary, NativeLinesWriter(output: output))
        }
    }

    private func resolve(
        _ format: ImportFormat,
        _ destination: ExportDestination
    ) throws -> ImportFormat {
        guard format == .auto || format == .native else {
            guard Self.formats.contains(format) else {
                let names = Self.formats.map(\.rawValue).joined(separator: ", ")
                throw ImportError(
                    .unknownFormat,
                    "The form \(format.rawValue) cannot be written. Use one of \(names).",
                    file: destination.path
                )
            }
            return format
        }
        let name = destination.path.split(separator: "/").last.map(String.init) ?? ""
        guard name.contains("."), let ending = name.split(separator: ".").last else {
            return .jsonl
        }
        switch ending.lowercased() {
        case "jsonl", "ndjson": return .jsonl
        case "json": return .json
        case "yaml", "yml": return .yaml
        case "csv": return .csv
        case "tsv": return .tsv
        case "xlsx": return .xlsx
        default:
            throw ImportError(
                .unknownFormat,
                "The ending .\(ending) names no form. Name one of the forms.",
                file: destination.path
            )
        }
    }

    private func write<Writer: EntryWriter>(
        _ entries: some Sequence<Entry>,
        _ vocabulary: Vocabulary,
        _ writer: Writer
    ) throws -> [ExportLoss] {
        var writer = writer
        var losses = LossCounter()
        try writer.begin()
        for entry in entries { try writer.write(entry, &losses) }
        try writer.end(vocabulary, &losses)
        return losses.losses
    }

    /// Writes a workbook under another name first; libxlsxwriter writes to files only.
    private func exportWorkbook(
        _ entries: some Sequence<Entry>,
        vocabulary: Vocabulary,
        to destination: ExportDestination
    ) throws -> [ExportLoss] {
        let temporary = try temporaryPath(for: destination)
        defer { unlink(temporary) }
        let workbook = try XLSXWriter(path: temporary)
        let losses = try write(
            entries,
            vocabulary,
            NativeWorkbookWriter(workbook: workbook)
        )
        try workbook.close()
        switch destination {
        case .file(let path):
            guard rename(temporary, path) == 0 else {
                throw ImportError(
                    .unwritable,
                    "Writing failed: \(String(cString: strerror(errno))).",
                    file: path
                )
            }
        case .descriptor:
            let file = try InputFile(path: temporary)
            let output = try TextOutput(destination)
            var offset = 0
            while offset < file.size {
                let piece = try file.read(at: offset, count: 256 << 10)
                guard !piece.isEmpty else { break }
                try output.write(piece)
                offset += piece.count
            }
            try output.finish()
        }
        return losses
    }

    private func temporaryPath(for destination: ExportDestination) throws -> String {
        if case .file(let path) = destination { return path + ".part" }
        let directory = FileManager.default.temporaryDirectory.path
        var template = Array("\(directory)/kfbot-export-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw ImportError(
                .unwritable,
                "No temporary file can be made in \(directory).",
                file: destination.path
            )
        }
        close(descriptor)
        return template.withUnsafeBufferPointer { characters in
            String(decoding: characters.map { UInt8(bitPattern: $0) }.dropLast(), as: UTF8.self)
        }
    }
}
