import ArgumentParser

struct EncoderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encoder",
        abstract: "Install and show the sentence encoder, which knows what texts mean.",
        discussion: """
            The encoder is optional: a small model that runs in this process, without a GPU and
            without a network. Its file is $KFBOT_ENCODER, else kfbot/encoder.kfenc in
            $XDG_DATA_HOME or ~/.local/share.
            """,
        subcommands: [
            EncoderInstallCommand.self, EncoderInfoCommand.self, EncoderCompareCommand.self,
        ]
    )
}
