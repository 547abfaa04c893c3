import ArgumentParser

@main
struct KFBotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kfbot",
        abstract: "The knowledge-base robot behind a 微信客服 desk.",
        version: "0.1.0",
        subcommands: [
            ImportCommand.self, EntryCommand.self, RollbackCommand.self, DraftCommand.self,
            DictCommand.self, SynonymsCommand.self, InfoCommand.self, TokenizeCommand.self,
            HoursCommand.self, ConfigCommand.self,
        ]
    )
}
