import ArgumentParser

@main
struct KFBotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kfbot",
        abstract: "The knowledge-base bot behind a 微信客服 desk.",
        version: "0.1.0",
        subcommands: [
            ImportCommand.self, ExportCommand.self, AskCommand.self, TestCommand.self,
            TuneCommand.self, LintCommand.self, EntryCommand.self, DraftCommand.self,
            RollbackCommand.self, DictCommand.self, SynonymsCommand.self, HoursCommand.self,
            ConfigCommand.self, SessionCommand.self, ServicerCommand.self,
            ProposalsCommand.self, LearnCommand.self, StatsCommand.self, InfoCommand.self,
            EncoderCommand.self, TokenizeCommand.self, ServeCommand.self, ChatCommand.self,
            DeskCommand.self, KeyCommand.self, UserCommand.self, AuditCommand.self,
            CompanyCommand.self, BackupCommand.self, RestoreCommand.self, DoctorCommand.self,
            CustomerCommand.self,
        ]
    )

    static func main() async {
        do {
            let command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch {
            exit(withError: ErrorAdvice.worded(error))
        }
    }
}
